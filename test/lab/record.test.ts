import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import type { LabProcess } from './lab-process.ts';
import { copyPackage } from './package-copy.ts';
import { pause } from './pause.ts';

const SLEEP = '[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sleep infinity\n';
/** What nobody accepts would start it again. */
const ANSWER = `[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/usr/bin/perl -MPOSIX -e 'open $$door, "+<&=3"; while (accept $$peer, $$door) { print $$peer "hello"; close $$peer }'\n`;
const UNITS = {
  'worker.service': SLEEP,
  'door.service': ANSWER,
  'door.socket': '[Socket]\nListenStream=/run/door.sock\n',
  'gate.service': ANSWER,
  'gate.socket': '[Socket]\nListenStream=127.0.0.1:7070\n',
};
const KNOCK = [
  'perl',
  '-MIO::Socket::UNIX',
  '-e',
  '$door = IO::Socket::UNIX->new(Peer => "/run/door.sock") or die; $answer = <$door>; sleep 1',
];

/** An ordinary user's process connects to gate.socket. */
const KNOCK_BY_TCP = [
  ...['setpriv', '--reuid=65534', '--clear-groups', 'perl', '-MIO::Socket::INET', '-e'],
  '$gate = IO::Socket::INET->new("127.0.0.1:7070") or die; $answer = <$gate>; sleep 1',
];

interface Told {
  readonly starts: readonly {
    readonly mechanism: string;
    readonly strength: string;
    readonly chain: readonly { readonly from: { readonly kind: string; readonly unit?: string; readonly user?: string } }[];
  }[];
  readonly gaps: readonly { readonly text: string }[];
}

describeLab('a recording', () => {
  let lab: Lab;
  beforeAll(async () => {
    const files = Object.fromEntries(Object.entries(UNITS).map(([name, text]) => [`/etc/systemd/system/${name}`, text]));
    lab = await bootLab({ root: '/', name: 'record', package: copyPackage(), files });
  });
  afterAll(async () => lab.close());

  async function recording(...words: readonly string[]): Promise<LabProcess> {
    const running = lab.spawn(['whyalive', 'record', ...words]);
    await running.waitFor(/^recording .*Ctrl-C ends it/m);
    return running;
  }

  async function report(file: string, ...words: readonly string[]): Promise<Told & { readonly stderr: string }> {
    const { stdout, stderr } = await lab.exec(['whyalive', 'report', '-o', 'json', '-n', 'all', ...words, file]);
    return { ...(JSON.parse(stdout) as Told), stderr };
  }

  const startWorker = async (): Promise<void> => {
    await lab.sh('systemctl restart worker');
    await pause(700);
  };

  it('holds what was written before the program was killed, and says that it has no end', async () => {
    const running = await recording('worker', '-n', '1', '-w', '/tmp/killed.jsonl');
    await startWorker();
    await running.stop('SIGKILL');
    const told = await report('/tmp/killed.jsonl');
    expect(told.starts).toHaveLength(1);
    expect(told.stderr).toContain('has no end');
    expect(await lab.sh('stat -c %a /tmp/killed.jsonl')).toBe('600\n');
    const again = await lab.exec(['whyalive', 'record', 'worker', '-w', '/tmp/killed.jsonl'], { allowFailure: true });
    expect(again).toMatchObject({ status: 1, stdout: '' });
    expect(again.stderr).toContain('not overwritten');
  });

  it('goes on through a reload, a re-execution, a restarted journald and a lost bus, with gaps', { timeout: 60_000 }, async () => {
    const running = await recording('worker', '-S', 'now', '-w', '/tmp/broken.jsonl.gz');
    for (const trouble of [
      'systemctl daemon-reload',
      'systemctl daemon-reexec',
      'systemctl restart systemd-journald',
      'systemctl kill -s KILL dbus.service || systemctl kill -s KILL dbus-daemon.service',
    ]) {
      await lab.sh(trouble);
      await pause(2500);
      await startWorker();
    }
    expect((await running.stop('SIGINT')).status).toBe(0);
    const told = await report('/tmp/broken.jsonl.gz');
    expect(told.starts).toHaveLength(4);
    const gaps = told.gaps.map(({ text }) => text).join('\n');
    expect(gaps).toMatch(/reloaded/);
    expect(gaps).toMatch(/re-executed/);
    expect(told.gaps.length).toBeGreaterThanOrEqual(3);
  });

  it('that a signal to the whole group ends has no gap', { timeout: 60_000 }, async () => {
    // timeout(1) sends it to all, as the keyboard does.
    await lab.sh('timeout -s INT 4 whyalive record -w /tmp/group.jsonl || true');
    const told = await report('/tmp/group.jsonl');
    expect(told.gaps).toEqual([]);
    expect(told.stderr).not.toContain('has no end');
    const recorded = await lab.sh('cat /tmp/group.jsonl');
    expect(recorded).not.toMatch(/"source":"journal","kind":"source-status","status":"(missing|degraded)"/);
    await pause(500);
    expect(await lab.sh('pgrep -c journalctl || true')).toBe('0\n');
  });

  it('that is killed leaves no journalctl behind', { timeout: 60_000 }, async () => {
    const running = await recording('worker', '-n', '1', '-w', '/tmp/left.jsonl');
    await pause(1000);
    expect(await lab.sh('pgrep -c journalctl || true')).toBe('1\n');
    await running.stop('SIGKILL');
    await pause(1000);
    expect(await lab.sh('pgrep -c journalctl || true')).toBe('0\n');
  });

  it('outlasts a full disk, and says so once', { timeout: 60_000 }, async () => {
    await lab.sh('mkdir /tmp/small; mount -t tmpfs -o size=1m tmpfs /tmp/small');
    const running = await recording('worker', '-S', 'now', '-w', '/tmp/small/full.jsonl');
    await startWorker();
    await lab.sh('dd if=/dev/zero of=/tmp/small/ballast bs=64k 2>/dev/null || true');
    for (let count = 0; count < 4; count += 1) await startWorker();
    await lab.sh('rm /tmp/small/ballast');
    await pause(2000);
    await startWorker();
    const ended = await running.stop('SIGINT');
    expect(ended.status).toBe(0);
    expect(ended.stderr.match(/cannot be written/g)).toHaveLength(1);
    const told = await report('/tmp/small/full.jsonl');
    expect(told.gaps.map(({ text }) => text).join('\n')).toMatch(/could not be written/);
    expect(told.starts.length).toBeGreaterThanOrEqual(2);
    expect(told.stderr).not.toMatch(/left out/);
  });

  it('by the black box misses nothing that is under /home, /root or /tmp', { timeout: 60_000 }, async () => {
    const programs = { homed: '/home/deploy/run.sh', rooted: '/root/run.sh', temporary: '/tmp/deploy/run.sh' };
    for (const [name, program] of Object.entries(programs)) {
      await lab.sh(`mkdir -p $(dirname ${program}); printf '#!/bin/sh\\nexec sleep infinity\\n' > ${program}; chmod 755 ${program}`);
      await lab.sh(`printf '[Service]\\nExecStart=${program}\\n' > /etc/systemd/system/${name}.service`);
    }
    // Of /dev it sees another one, and tells nothing.
    await lab.sh(
      `printf '[Unit]\\nConditionPathExists=/dev/null\\n[Service]\\nExecStart=/home/deploy/gone.sh\\n' > /etc/systemd/system/gone.service`,
    );
    const units = [...Object.keys(programs), 'gone'];
    await lab.sh(`systemctl daemon-reload; systemctl start ${units.join(' ')} || true`);
    await lab.sh('systemctl enable --now /opt/whyalive/dist/whyalive-record.service');
    await pause(3000);
    await lab.sh('systemctl disable --now whyalive-record.service');
    const words = ['report', '-o', 'json', ...units.flatMap((name) => ['-u', name]), '$(ls /var/lib/whyalive/*)'];
    const { findings } = JSON.parse(await lab.sh(`whyalive ${words.join(' ')} 2>/dev/null`)) as {
      readonly findings: readonly { readonly kind: string; readonly unit: string }[];
    };
    const missing = findings.filter(({ kind }) => kind === 'exec-missing').map(({ unit }) => unit);
    expect(missing).toEqual(['gone.service']);
    const recorded = await lab.sh('zcat /var/lib/whyalive/*');
    expect(/"path":"\/dev\/null","found":"(\w+)"/.exec(recorded)?.[1]).toBe('unreadable');
    await lab.sh(`systemctl stop ${units.join(' ')}; rm -r /var/lib/whyalive`);
  });

  it('by the black box names clients and peers with few powers: its exposure is at most 2.0', { timeout: 60_000 }, async () => {
    await lab.sh('systemctl start gate.socket; systemctl enable --now /opt/whyalive/dist/whyalive-record.service');
    await pause(3000);
    await startWorker();
    await lab.exec(KNOCK_BY_TCP);
    await pause(1500);
    const security = await lab.sh('systemd-analyze security --no-pager whyalive-record.service || true');
    expect(Number(/Overall exposure level for \S+: ([\d.]+)/.exec(security)?.[1])).toBeLessThanOrEqual(2);
    const ask = async (unit: string): Promise<Told['starts'][number] | undefined> =>
      (JSON.parse((await lab.exec(['whyalive', '-o', 'json', unit])).stdout) as Told).starts.at(-1);
    const [worker, gate] = [await ask('worker'), await ask('gate')];
    expect(worker).toMatchObject({ mechanism: 'client-request', strength: 'stated' });
    expect(worker?.chain.map(({ from }) => from)).toContainEqual(expect.objectContaining({ kind: 'client', user: 'root' }));
    expect(gate).toMatchObject({ mechanism: 'socket-activation', strength: 'stated' });
    expect(gate?.chain.map(({ from }) => from)).toContainEqual(expect.objectContaining({ kind: 'peer', user: 'nobody' }));
    await lab.sh('systemctl disable --now whyalive-record.service; systemctl stop gate.service gate.socket; rm -r /var/lib/whyalive');
  });

  it('by the black box makes looking back as sure as a watch', { timeout: 60_000 }, async () => {
    await lab.sh('systemctl start door.socket; systemctl enable --now /opt/whyalive/dist/whyalive-record.service');
    await pause(3000);
    expect(await lab.sh('systemctl is-active whyalive-record.service')).toBe('active\n');
    await lab.exec(KNOCK);
    await lab.sh('systemctl stop door.service');
    await lab.exec(KNOCK);
    await lab.sh('systemctl stop door.service door.socket');
    await pause(1500);
    const ask = async (...words: readonly string[]): Promise<Told> =>
      JSON.parse((await lab.exec(['whyalive', '-o', 'json', ...words, 'door'])).stdout) as Told;
    const [sure, doubtful] = [await ask(), await ask('--no-recordings')];
    expect(sure.starts.map(({ mechanism, strength }) => `${mechanism} ${strength}`)).toEqual([
      'socket-activation stated',
      'socket-activation stated',
    ]);
    expect(sure.starts.every(({ chain }) => chain.some(({ from }) => from.kind === 'peer'))).toBe(true);
    expect(doubtful.starts.every(({ strength }) => strength !== 'stated')).toBe(true);
    await lab.sh('systemctl disable --now whyalive-record.service');
    expect(await lab.sh('stat -c "%a %U" /var/lib/whyalive')).toBe('700 root\n');
  });
});
