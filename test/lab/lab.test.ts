import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCgroup2 } from './control-group.ts';
import { describeLab } from './describe-lab.ts';
import { bootLab, LabError, type Lab } from './lab.ts';
import { eventually } from './pause.ts';

describeLab('a lab over this machine', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await bootLab({ root: '/', name: 'test', files: { '/etc/systemd/system/early.service': '[Service]\nExecStart=/bin/true\n' } });
  });
  afterAll(async () => lab.close());

  it('runs a systemd of its own, with the files that were there before it', async () => {
    expect(lab.version).toBeGreaterThanOrEqual(247);
    expect(await lab.sh('hostname; cat /proc/1/comm; systemctl show -P LoadState early.service')).toBe('lab\nsystemd\nloaded\n');
    expect(existsSync('/etc/systemd/system/early.service')).toBe(false);
  });

  it('throws what a failed command said, and gives it when failure is allowed', async () => {
    await expect(lab.sh('echo that is why >&2; exit 3')).rejects.toThrow(/status 3[^]*that is why/);
    expect((await lab.exec(['sh', '-c', 'exit 3'], { allowFailure: true })).status).toBe(3);
    await expect(lab.exec(['sleep', '30'], { timeoutMs: 200 })).rejects.toThrow('sleep 30 did not end in 200 ms');
  });

  it('signals the process itself', async () => {
    const child = lab.spawn(['sh', '-c', 'trap "echo got it; exit 7" INT; echo ready; while :; do sleep 0.05; done']);
    await child.waitFor(/ready/);
    expect(await child.stop('SIGINT')).toEqual({ stdout: 'ready\ngot it\n', stderr: '', status: 7 });
  });

  it('writes and reads files, text, scripts and links', async () => {
    await lab.writeFile('/etc/lab/script', '#!/bin/sh\necho hello\n');
    await lab.writeFile('/etc/lab/link', { link: 'script' });
    expect(await lab.sh('/etc/lab/link')).toBe('hello\n');
    expect((await lab.readFile('/etc/lab/script')).toString()).toBe('#!/bin/sh\necho hello\n');
  });

  it('has a user with a manager of her own', async () => {
    await lab.addAlice();
    expect(await lab.sh('id -un; systemctl --user show -P Version >/dev/null && echo manager', 'alice')).toBe('alice\nmanager\n');
  });
});

/** The kernel ends all that runs in a pid namespace before its PID 1, which takes seconds on a busy machine. */
const GONE_MS = 30_000;

describeLab('the end of a lab', () => {
  it('leaves nothing when it is closed, twice even', async () => {
    const lab = await bootLab({ root: '/', name: 'closed' });
    const own = traces(process.pid).length;
    await lab.close();
    await lab.close();
    expect(existsSync(`/proc/${lab.pid}`)).toBe(false);
    expect(traces(process.pid).length).toBe(own - 1);
  });

  it('leaves nothing when systemd does not come up', async () => {
    const before = leftovers();
    await expect(bootLab({ root: join(tmpdir(), 'no-such-root'), name: 'broken' })).rejects.toThrow(LabError);
    expect(leftovers().filter((path) => !before.includes(path) && path.includes(`-${process.pid}-`))).toEqual([]);
  });

  for (const ending of ['SIGINT', 'SIGTERM', 'an error']) {
    it(
      `leaves nothing after ${ending} in the process that booted it`,
      async () => {
        const holder = spawn(process.execPath, ['test/lab/run.mjs', 'hold-lab', ...(ending === 'an error' ? ['fail'] : [])], {
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        const pid1 = Number(await line(holder, /up (\d+)/));
        if (ending !== 'an error') holder.kill(ending as NodeJS.Signals);
        await new Promise((done) => holder.on('close', done));
        expect(await eventually(GONE_MS, () => hasEnded(pid1) || undefined)).toBe(true);
        expect(traces(holder.pid ?? 0)).toEqual([]);
      },
      2 * GONE_MS,
    );
  }

  it(
    'goes down even with a killed process, and its control group is swept by the next lab',
    async () => {
      const holder = spawn(process.execPath, ['test/lab/run.mjs', 'hold-lab'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const pid1 = Number(await line(holder, /up (\d+)/));
      holder.kill('SIGKILL');
      await new Promise((done) => holder.on('close', done));
      expect(await eventually(GONE_MS, () => hasEnded(pid1) || undefined)).toBe(true);
      const next = await bootLab({ root: '/', name: 'next' });
      await next.close();
      expect(traces(holder.pid ?? 0)).toEqual([]);
    },
    2 * GONE_MS,
  );
});

/** Whether nothing of it runs any more. Where its parent was killed, it is this machine's own PID 1 that takes note of its end, when it likes. */
function hasEnded(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

/** The control groups that a process made for its labs. */
function traces(pid: number): string[] {
  return readdirSync(findCgroup2() ?? '/sys/fs/cgroup').filter((name) => name.startsWith(`whyalive-lab-${pid}-`));
}

/** Control groups and mounts of labs as this machine sees them. */
function leftovers(): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((mount) => mount.includes('whyalive-lab-'));
  return [...mounts, ...readdirSync(findCgroup2() ?? '/sys/fs/cgroup')];
}

function line(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = pattern.exec(text)?.[1];
      if (match !== undefined) done(match);
    });
    child.on('close', () => fail(new Error(`it ended without ${String(pattern)}: ${text}`)));
  });
}
