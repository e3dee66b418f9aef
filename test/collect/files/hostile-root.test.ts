import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAccount } from '../../../src/collect/files/checks/account-check.ts';
import { checkPath, checkUnitName } from '../../../src/collect/files/checks/path-check.ts';
import { readFileOrigins } from '../../../src/collect/files/file-origin.ts';
import { findMentions } from '../../../src/collect/files/mentions/index.ts';
import { findAliases } from '../../../src/collect/files/unit-aliases.ts';
import { findDependencyLinks, indexUnitFiles, readUnitFiles } from '../../../src/collect/files/unit-files.ts';
import { readHost } from '../../../src/collect/host.ts';
import { placeBelow } from '../../../src/collect/journal/index.ts';

let folder = '';
let root = '';
let outside = '';
/** Leads out of the root, however deep the link to it lies. */
let up = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-hostile-'));
  root = join(folder, 'root');
  outside = join(folder, 'outside');
  up = `${'../'.repeat(20)}${outside.slice(1)}`;
  put('outside/word', 'SECRET\n');
  put('outside/x.service', '[Unit]\nDescription=SECRET\n');
  put('outside/d/x.conf', '#SECRET\n');
  put('outside/passwd', 'SECRET:x:1:1::/:/bin/sh\nvictin:x:2:2::/:\n');
  put('outside/bus/SECRET.service', '[D-BUS Service]\nName=SECRET.x\nSystemdService=victim.service\n');
  put('outside/cron', '* * * * * root systemctl start victim # SECRET\n');
  put('outside/a.rules', 'ENV{SYSTEMD_WANTS}+="victim.service" # SECRET\n');
  put('outside/script', '#!SECRET\nsystemctl start victim # SECRET\n');
  put('outside/SECRET.list', '/usr/lib/systemd/system/victim.service\n');
  put('outside/SECRET.journal', '');
  put('root/usr/lib/systemd/system/victim.service', '[Service]\nExecStart=/srv/out/script\n[Unit]\nWants=leak.service\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

/** Everything that is read of the root. */
async function readAll(): Promise<string> {
  const options = { scope: 'system', root } as const;
  const index = indexUnitFiles(options);
  const { disk } = index;
  const units = [...new Set(['victim.service', 'leak.service', ...index.names()])];
  const seen: unknown[] = [
    await readHost(options),
    findAliases(index),
    findDependencyLinks({ ...options, index }),
    units.map((unit) => readUnitFiles(unit, { ...options, index })),
    findMentions(options, index, 'all'),
    ['victix', 'SECRE'].flatMap((name) => [checkAccount('user', name, disk), checkAccount('group', name, disk)]),
    ['/srv/out/script', '/srv/out/scrip', '/srv/out/*', '/srv/out/wort', '/srv/run', 'scrip'].map((path) => checkPath(path, 'file', disk)),
    units.map((unit) => checkUnitName(unit, index)),
    await readFileOrigins([join(root, 'usr/lib/systemd/system/victim.service')], root),
  ];
  return JSON.stringify(seen);
}

const PLACES: readonly (readonly [string, string])[] = [
  ['/etc/hostname', 'word'],
  ['/etc/machine-id', 'word'],
  ['/etc/passwd', 'passwd'],
  ['/etc/group', 'passwd'],
  ['/etc/nsswitch.conf', 'passwd'],
  ['/etc/systemd/system/leak.service', 'x.service'],
  ['/etc/systemd/system/victim.service.d', 'd'],
  ['/etc/systemd/system/service.d/x.conf', 'd/x.conf'],
  ['/etc/systemd/system/victim.service.wants', 'd'],
  ['/run/systemd/system', ''],
  ['/etc/crontab', 'cron'],
  ['/etc/cron.d/x', 'cron'],
  ['/var/spool/cron/crontabs', ''],
  ['/etc/cron.daily', ''],
  ['/etc/udev/rules.d/a.rules', 'a.rules'],
  ['/run/udev/rules.d', ''],
  ['/etc/dbus-1/system-services', 'bus'],
  ['/usr/share/dbus-1', ''],
  ['/etc/init.d', ''],
  ['/etc/logrotate.d', ''],
  ['/var/lib/dpkg/info', ''],
  ['/srv/out', ''],
];

describe.each(['absolute', 'relative'])('%s links', (kind) => {
  it('lead out of the root from nowhere', async () => {
    for (const [path, target] of PLACES) link(path, join(kind === 'absolute' ? outside : up, target));
    const seen = await readAll();
    expect(seen).toContain('ExecStart=/srv/out/script');
    expect(seen.replaceAll('SECRE"', '')).not.toContain('SECRE');
  });

  it('of the journal are not given to journalctl', () => {
    link('/var/log/journal', kind === 'absolute' ? outside : up);
    expect(placeBelow(root, 'system')).toEqual({ scope: 'system', files: ['/proc/self/no.journal'] });
  });
});

it('a journal without links is read as journalctl reads that of a root', () => {
  expect(placeBelow(root, 'system')).toEqual({ scope: 'system', root });
  put('root/var/log/journal/0123/system.journal', '');
  expect(placeBelow(root, 'system')).toEqual({ scope: 'system', root });
});

it('links in a journal mean files of the root, one by one', () => {
  put('root/data/0123/system.journal', '');
  link('/data/0123/leak.journal', join(outside, 'SECRET.journal'));
  link('/var/log', '/data');
  link('/data/journal', '.');
  expect(placeBelow(root, 'system')).toEqual({ scope: 'system', files: [join(root, 'data/0123/system.journal')] });
});

it('a link on the way to a journal that is not there is none of the root either', () => {
  link('/var/log', join(outside, 'log'));
  expect(placeBelow(root, 'system').root).toBeUndefined();
});

it('pipes are passed over, and nobody waits', async () => {
  for (const [path] of PLACES) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    execFileSync('mkfifo', [join(root, path)]);
  }
  expect(await readAll()).toContain('ExecStart=/srv/out/script');
});

it('names that lead in circles, or to ever more names, are looked at a bounded number of times', () => {
  mkdirSync(join(root, 'srv/a'), { recursive: true });
  for (const name of ['a2', 'a3', 'a4']) symlinkSync('.', join(root, 'srv', name));
  const { disk } = indexUnitFiles({ scope: 'system', root });
  for (let path = 0; path < 50; path += 1) checkPath(`/srv/${'a1/'.repeat(40)}run${String(path)}`, 'file', disk);
  expect(disk.isExhausted()).toBe(false);
});

it('an account that a table did not tell, because it is too long, may be there', () => {
  put('root/etc/passwd', `${`${'a'.repeat(1000)}:x:1:1::/:/bin/sh\n`.repeat(17_000)}late:x:1:1::/:/bin/sh\n`);
  const { disk } = indexUnitFiles({ scope: 'system', root });
  expect(checkAccount('user', 'late', disk)).toMatchObject({ exists: false, unasked: ['files'] });
});
