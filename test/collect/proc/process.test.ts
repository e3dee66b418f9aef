import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unitOfCgroup } from '../../../src/collect/proc/cgroup-unit.ts';
import { parseStat, ttyName } from '../../../src/collect/proc/proc-files.ts';
import { beginClientScan, scanClients } from '../../../src/collect/proc/client-scan.ts';
import { describeProcess } from '../../../src/collect/proc/process.ts';
import { addProcess, type FakeProcess } from './fake-proc.ts';

let procRoot: string;
let passwd: string;
const options = () => ({ procRoot, passwd });

const add = (pid: number, process: FakeProcess): void => addProcess(procRoot, pid, process);

beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'whyalive-proc-'));
  passwd = join(procRoot, 'passwd');
  writeFileSync(passwd, 'root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/bash\n');
  add(1, { comm: 'systemd', ppid: 0, cmdline: ['/sbin/init'] });
  add(700, { comm: 'cron', ppid: 1, cmdline: ['/usr/sbin/cron', '-f'], cgroup: '0::/system.slice/cron.service\n' });
  add(731, { comm: 'sh', ppid: 700, cmdline: ['/bin/sh', '-c', 'systemctl start x'], cgroup: '0::/system.slice/cron.service\n' });
});
afterEach(() => {
  rmSync(procRoot, { recursive: true, force: true });
});

describe('scanClients', () => {
  it('describes a client with its unit, its user and its parents up to PID 1', () => {
    add(732, {
      comm: 'systemctl',
      ppid: 731,
      uid: 1000,
      tty: 34817,
      cmdline: ['systemctl', 'start', 'a b'],
      cgroup: '0::/system.slice/cron.service\n',
      sessionid: '7',
    });
    expect(scanClients(options())).toEqual([
      {
        pid: 732,
        ppid: 731,
        comm: 'systemctl',
        uid: 1000,
        user: 'alice',
        cmdline: ['systemctl', 'start', 'a b'],
        unit: 'cron.service',
        session: '7',
        tty: 'pts/1',
        parents: [
          { pid: 731, comm: 'sh', cmdline: ['/bin/sh', '-c', 'systemctl start x'], unit: 'cron.service' },
          { pid: 700, comm: 'cron', cmdline: ['/usr/sbin/cron', '-f'], unit: 'cron.service' },
        ],
      },
    ]);
  });

  it('keeps a zombie, of which only the comm is left', () => {
    add(800, { comm: 'busctl', ppid: 1, state: 'Z', cgroup: '0::/system.slice/who.service\n', sessionid: '4294967295' });
    expect(scanClients(options())).toEqual([{ pid: 800, ppid: 1, comm: 'busctl', uid: 0, user: 'root', unit: 'who.service' }]);
  });

  it('leaves out what is about to run its program: it has asked for nothing yet', () => {
    add(801, { comm: 'systemctl', ppid: 731, state: 'R' });
    expect(scanClients(options())).toEqual([]);
  });

  it('leaves out what came after the job was announced', () => {
    writeFileSync(join(procRoot, 'uptime'), '1000.00 0.00\n');
    add(802, { comm: 'systemctl', ppid: 731, cmdline: ['systemctl', 'start', 'x'] });
    const began = (seconds: string): void =>
      writeFileSync(join(procRoot, '802', 'stat'), `802 (systemctl) S 731 802 802 0 -1 4194304 ${'0 '.repeat(12)}${seconds} 0\n`);
    const found = (msAgo: number) => scanClients({ ...options(), announcedMsAgo: () => msAgo }).map(({ pid }) => pid);
    began('99990');
    expect([found(0), found(90), found(200)]).toEqual([[802], [802], []]);
    began('90000');
    expect(found(200)).toEqual([802]);
  });

  it.each([
    ['deb-systemd-inv', ['/usr/bin/perl', '/usr/bin/deb-systemd-invoke', 'start', 'x'], true],
    ['perl', ['/usr/bin/perl', '/usr/bin/deb-systemd-invoke', 'start', 'x'], true],
    ['sh', ['/bin/sh', '/usr/sbin/service', 'x', 'start'], true],
    ['invoke-rc.d', ['/bin/sh', '/usr/sbin/invoke-rc.d'], true],
    ['python3.11', ['python3.11', '/usr/bin/ansible'], false],
    ['sh', ['/bin/sh', '-c', 'systemctl start x'], false],
    ['systemctl2', ['systemctl2'], false],
  ])('comm %s with %j: %s', (comm, cmdline, expected) => {
    add(900, { comm, ppid: 1, cmdline });
    expect(scanClients(options()).some(({ pid }) => pid === 900)).toBe(expected);
  });

  it('survives processes that vanish, parents in a circle and names with brackets', () => {
    mkdirSync(join(procRoot, '901'));
    writeFileSync(join(procRoot, '902'), 'no folder');
    add(903, { comm: 'evil) S 1 (x', ppid: 904 });
    add(904, { comm: 'y', ppid: 903 });
    add(905, { comm: 'systemctl', ppid: 903 });
    const [found] = scanClients(options());
    expect(found?.pid).toBe(905);
    expect(found?.parents).toHaveLength(64);
    expect(found?.parents?.[0]?.comm).toBe('evil) S 1 (x');
    expect(scanClients({ procRoot: '/nonexistent' })).toEqual([]);
  });
});

describe('hostile processes', () => {
  it('keep 8 KiB of a command line, whatever is in it', () => {
    const argv = ['systemctl', 'start', 'a\nb', '\u001b]0;x\u0007', 'x'.repeat(1_000_000)];
    add(910, { comm: 'systemctl', ppid: 1, cmdline: argv });
    const [found] = scanClients(options());
    expect(found?.cmdline?.slice(0, 4)).toEqual(argv.slice(0, 4));
    expect(found?.cmdline?.join(' ').length).toBeLessThanOrEqual(8192);
  });

  it('may hold bytes that are no UTF-8', () => {
    add(911, { comm: 'systemctl', ppid: 1 });
    writeFileSync(join(procRoot, '911', 'cmdline'), Buffer.from([0x73, 0xff, 0xfe, 0x00, 0xc3, 0x00]));
    expect(scanClients(options())[0]?.cmdline).toEqual(['s\ufffd\ufffd', '\ufffd']);
  });

  it('may be many: the youngest 256 are told', () => {
    for (let pid = 1000; pid < 1400; pid += 1) add(pid, { comm: 'systemctl', ppid: 1, cmdline: ['systemctl', 'start', String(pid)] });
    const found = scanClients(options());
    expect(found).toHaveLength(256);
    expect(found[0]?.pid).toBe(1399);
    expect(found.at(-1)?.pid).toBe(1144);
  });

  it('are looked at in steps of 64', () => {
    for (let pid = 1000; pid < 1200; pid += 1) add(pid, { comm: 'x', ppid: 1 });
    add(999, { comm: 'systemctl', ppid: 1, cmdline: ['systemctl', 'start', 'x'] });
    const scan = beginClientScan(options());
    expect([scan.step(), scan.step(), scan.step(), scan.found().length, scan.step(), scan.found().length]).toEqual([
      true,
      true,
      true,
      0,
      false,
      1,
    ]);
  });
});

describe('describeProcess', () => {
  it('tells of this very process', () => {
    const me = describeProcess(process.pid);
    expect(me).toMatchObject({ pid: process.pid, ppid: process.ppid, uid: process.getuid?.() });
    expect(me?.cmdline?.length).toBeGreaterThan(0);
    expect(me?.parents?.[0]?.pid ?? 1).toBe(process.ppid <= 1 ? 1 : process.ppid);
  });

  it('is undefined for a process that is gone', () => {
    expect(describeProcess(5, options())).toBeUndefined();
  });
});

describe('unitOfCgroup', () => {
  const INNER = '/user.slice/user-1000.slice/user@1000.service/app.slice/utest.service';
  it.each([
    ['0::/system.slice/cron.service\n', 'system', { unit: 'cron.service' }],
    ['0::/init.scope\n', 'system', { unit: 'init.scope' }],
    ['0::/user.slice/user-1000.slice/session-3.scope\n', 'system', { unit: 'session-3.scope', session: '3' }],
    [`0::${INNER}\n`, 'system', { unit: 'user@1000.service' }],
    [`0::${INNER}\n`, 'user', { unit: 'utest.service' }],
    ['0::/user.slice/user-1000.slice/user@1000.service/init.scope\n', 'user', { unit: 'init.scope' }],
    ['0::/system.slice/system-getty.slice/getty@tty1.service\n', 'system', { unit: 'getty@tty1.service' }],
    ['0::/system.slice/docker.service/payload/x.scope\n', 'system', { unit: 'docker.service' }],
    ['0::/system.slice/_cpu.service\n', 'system', { unit: 'cpu.service' }],
    [
      '12:pids:/system.slice/a.service\n1:name=systemd:/system.slice/b.service\n0::/system.slice/b.service\n',
      'system',
      { unit: 'b.service' },
    ],
    ['12:pids:/x\n1:name=systemd:/system.slice/b.service\n', 'system', { unit: 'b.service' }],
    ['1:name=systemd:/system.slice/b.service\n0::/\n', 'system', { unit: 'b.service' }],
    ['0::/..\n', 'system', {}],
    ['0::/\n', 'system', {}],
    ['', 'system', {}],
    ['0::/system.slice\n', 'user', {}],
  ] as const)('%j as %s', (text, scope, expected) => {
    expect(unitOfCgroup(text, scope)).toEqual(expected);
  });
});

describe('the files of /proc', () => {
  it('name terminals', () => {
    expect([0, 1025, 1088, 34816, 34817, 1281, 99999].map(ttyName)).toEqual([
      undefined,
      'tty1',
      'ttyS0',
      'pts/0',
      'pts/1',
      'console',
      undefined,
    ]);
  });

  it.each(['', '1 (x', '1 x) S 2', '1 (x) S'])('stat %j is none', (text) => {
    expect(parseStat(text)).toBeUndefined();
  });
});

it('parents that many processes of a scan have are read and cut once, and all together take little', () => {
  const long = 'x'.repeat(7000);
  for (let depth = 0; depth < 60; depth += 1)
    addProcess(procRoot, 1000 - depth, { comm: 'bash', ppid: depth === 59 ? 1 : 999 - depth, cmdline: ['bash', long] });
  for (let leaf = 0; leaf < 40; leaf += 1)
    addProcess(procRoot, 2000 + leaf, { comm: 'systemctl', ppid: 1000, cmdline: ['systemctl', 'start', long] });
  const found = scanClients({ procRoot });
  expect(found).toHaveLength(40);
  expect(new Set(found.map(({ parents }) => parents)).size).toBe(1);
  const [{ parents = [] } = {}] = found;
  expect(parents).toHaveLength(60);
  expect(JSON.stringify(parents).length).toBeLessThan(24 * 1024);
  expect(parents[0]?.cmdline?.[1]).toHaveLength(7000);
  expect(parents[10]?.cmdline?.[1]).toMatch(/^x+… \[cut: \d+ of 7000 characters\]$/);
});
