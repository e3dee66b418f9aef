import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDependencyLinks, indexUnitFiles, readUnitFiles, unitFileExists } from '../../../src/collect/files/unit-files.ts';
import { openDisk } from '../../../src/collect/disk/disk.ts';
import { unitSearchPath } from '../../../src/collect/files/unit-search-path.ts';

let root: string;
const at = (path: string) => join(root, path);
const options = () => ({ scope: 'system', root }) as const;
const paths = (unit: string) => readUnitFiles(unit, options()).map((file) => file.path.slice(root.length));

function file(path: string, text = '[Unit]\n') {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

function link(path: string, target: string) {
  mkdirSync(dirname(at(path)), { recursive: true });
  symlinkSync(target, at(path));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whyalive-root-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('readUnitFiles', () => {
  it('gives the fragment that comes first in the search path, whole', () => {
    file('/usr/lib/systemd/system/a.service', 'lower');
    file('/etc/systemd/system/a.service', '[Service]\nRestart=no\n');
    expect(readUnitFiles('a.service', options())).toEqual([
      {
        source: 'unit-files',
        kind: 'unit-file',
        unit: 'a.service',
        path: at('/etc/systemd/system/a.service'),
        text: '[Service]\nRestart=no\n',
      },
    ]);
  });

  it('adds drop-ins of the unit, its prefixes and its type, by file name; the first of a name counts', () => {
    file('/usr/lib/systemd/system/foo-bar-baz.service');
    file('/usr/lib/systemd/system/foo-bar-baz.service.d/50-x.conf', 'unit');
    file('/etc/systemd/system/service.d/10-all.conf', 'type');
    file('/etc/systemd/system/foo-.service.d/20-p.conf', 'far prefix');
    file('/usr/lib/systemd/system/foo-bar-.service.d/20-p.conf', 'near prefix');
    file('/run/systemd/system/foo-bar-baz.service.d/50-x.conf', 'runtime');
    file('/etc/systemd/system/foo-bar-baz.service.d/README', 'no drop-in');
    file('/etc/systemd/system/foobar-.service.d/30.conf', 'another prefix');
    expect(readUnitFiles('foo-bar-baz.service', options()).map(({ text, unit }) => [text, unit])).toEqual([
      ['[Unit]\n', 'foo-bar-baz.service'],
      ['type', 'foo-bar-baz.service'],
      ['near prefix', 'foo-bar-baz.service'],
      ['runtime', 'foo-bar-baz.service'],
    ]);
  });

  it('a drop-in linked to /dev/null hides its namesakes', () => {
    file('/usr/lib/systemd/system/a.service');
    file('/usr/lib/systemd/system/a.service.d/x.conf');
    link('/etc/systemd/system/a.service.d/x.conf', '/dev/null');
    expect(paths('a.service')).toEqual(['/usr/lib/systemd/system/a.service']);
  });

  it("an instance has its template's files and its own drop-ins", () => {
    file('/usr/lib/systemd/system/t@.service', 'template');
    file('/etc/systemd/system/t@.service.d/b.conf', 'for all');
    file('/etc/systemd/system/t@x.service.d/a.conf', 'for x');
    expect(readUnitFiles('t@x.service', options()).map(({ text, unit }) => [text, unit])).toEqual([
      ['template', 't@.service'],
      ['for x', 't@x.service'],
      ['for all', 't@.service'],
    ]);
    file('/etc/systemd/system/t@y.service', 'its own');
    expect(readUnitFiles('t@y.service', options())[0]).toMatchObject({ text: 'its own', unit: 't@y.service' });
  });

  it('a mask has no text, whether linked or empty', () => {
    file('/usr/lib/systemd/system/a.service');
    link('/etc/systemd/system/a.service', '/dev/null');
    file('/etc/systemd/system/b.service', '');
    file('/etc/systemd/system/a.service.d/x.conf');
    expect(readUnitFiles('a.service', options())).toMatchObject([{ path: at('/etc/systemd/system/a.service'), text: '' }]);
    expect(readUnitFiles('b.service', options())).toMatchObject([{ text: '' }]);
    expect(unitFileExists('a.service', options())).toBe(true);
  });

  it('follows aliases, of units and of templates, and takes drop-ins by either name', () => {
    file('/usr/lib/systemd/system/real.service');
    link('/etc/systemd/system/other.service', '/usr/lib/systemd/system/real.service');
    file('/etc/systemd/system/other.service.d/o.conf');
    file('/usr/lib/systemd/system/real@.service');
    link('/etc/systemd/system/other@.service', '../../../usr/lib/systemd/system/real@.service');
    const both = ['/usr/lib/systemd/system/real.service', '/etc/systemd/system/other.service.d/o.conf'];
    expect(paths('other.service')).toEqual(both);
    expect(paths('real.service')).toEqual(both);
    expect(readUnitFiles('other.service', options())[0]?.unit).toBe('real.service');
    expect(paths('other@1.service')).toEqual(['/usr/lib/systemd/system/real@.service']);
    expect(indexUnitFiles(options()).primaryName('other@1.service')).toBe('real@1.service');
  });

  it('reads a linked unit file inside the root, never outside', () => {
    file('/opt/app/app.service', 'inside');
    link('/etc/systemd/system/app.service', '/opt/app/app.service');
    link('/etc/systemd/system/leak.service', '/etc/hostname');
    expect(readUnitFiles('app.service', options())).toMatchObject([{ path: at('/etc/systemd/system/app.service'), text: 'inside' }]);
    expect(readUnitFiles('leak.service', options())).toEqual([]);
  });

  it('survives links in circles, dangling ones, folders named like units, and units that are not', () => {
    link('/etc/systemd/system/a.service', 'b.service');
    link('/etc/systemd/system/b.service', 'a.service');
    link('/etc/systemd/system/c.service', 'missing.service');
    mkdirSync(at('/etc/systemd/system/d.service'));
    for (const unit of ['a.service', 'c.service', 'd.service', 'none.service', '../../etc/passwd', '']) {
      expect(readUnitFiles(unit, options())).toEqual([]);
    }
    expect(unitFileExists('a.service', options())).toBe(false);
    expect(unitFileExists('none.service', options())).toBe(false);
    expect(unitFileExists('none@x.service', options())).toBe(false);
  });
});

describe('findDependencyLinks', () => {
  const links = () =>
    findDependencyLinks(options()).map(({ owner, setting, unit, path }) => [owner, setting, unit, path.slice(root.length)]);

  it('tells of all three kinds, of generators, of instances, and of aliases by their primary names', () => {
    file('/usr/lib/systemd/system/getty@.service');
    file('/usr/lib/systemd/system/graphical.target');
    link('/usr/lib/systemd/system/default.target', 'graphical.target');
    link('/etc/systemd/system/getty.target.wants/getty@tty1.service', '/usr/lib/systemd/system/getty@.service');
    link('/run/systemd/generator/local-fs.target.requires/mnt.mount', '../mnt.mount');
    link('/etc/systemd/system/a.service.upholds/b.service', '../b.service');
    link('/etc/systemd/system/default.target.wants/c.service', '../c.service');
    link('/etc/systemd/system/u@1.service.wants/v@.service', '../v@.service');
    link('/etc/systemd/system/w@.service.wants/v@.service', '../v@.service');
    expect(links().sort()).toEqual(
      [
        ['getty.target', 'Wants', 'getty@tty1.service', '/etc/systemd/system/getty.target.wants/getty@tty1.service'],
        ['local-fs.target', 'Requires', 'mnt.mount', '/run/systemd/generator/local-fs.target.requires/mnt.mount'],
        ['a.service', 'Upholds', 'b.service', '/etc/systemd/system/a.service.upholds/b.service'],
        ['graphical.target', 'Wants', 'c.service', '/etc/systemd/system/default.target.wants/c.service'],
        ['u@1.service', 'Wants', 'v@1.service', '/etc/systemd/system/u@1.service.wants/v@.service'],
        ['w@.service', 'Wants', 'v@.service', '/etc/systemd/system/w@.service.wants/v@.service'],
      ].sort(),
    );
  });

  it('the first of a name counts, a link to /dev/null takes it away, and what is no link or no unit is none', () => {
    link('/etc/systemd/system/x.target.wants/a.service', '/dev/null');
    link('/usr/lib/systemd/system/x.target.wants/a.service', '../a.service');
    link('/etc/systemd/system/x.target.wants/b.service', '../b.service');
    link('/usr/lib/systemd/system/x.target.wants/b.service', '../b.service');
    file('/etc/systemd/system/x.target.wants/c.service');
    link('/etc/systemd/system/x.target.wants/README', '../README');
    link('/etc/systemd/system/nonsense.wants/d.service', '../d.service');
    expect(links()).toEqual([['x.target', 'Wants', 'b.service', '/etc/systemd/system/x.target.wants/b.service']]);
  });
});

describe('unitSearchPath', () => {
  it('is what systemd-analyze unit-paths printed on 262, for the system', () => {
    expect(unitSearchPath({ scope: 'system' }, openDisk('/nonexistent'))).toEqual([
      '/etc/systemd/system.control',
      '/run/systemd/system.control',
      '/run/systemd/transient',
      '/run/systemd/generator.early',
      '/etc/systemd/system',
      '/etc/systemd/system.attached',
      '/run/systemd/system',
      '/run/systemd/system.attached',
      '/run/systemd/generator',
      '/usr/local/lib/systemd/system',
      '/usr/lib/systemd/system',
      '/run/systemd/generator.late',
    ]);
  });

  it('is what systemd-analyze --user unit-paths printed on 262, for a user', () => {
    const environment = { XDG_RUNTIME_DIR: '/run/user/1000', XDG_CONFIG_DIRS: '/' };
    const found = unitSearchPath({ scope: 'user', environment, home: '/home/alice' }, openDisk()).filter(
      (path) => path !== '/systemd/user',
    );
    expect(found).toEqual([
      '/home/alice/.config/systemd/user.control',
      '/run/user/1000/systemd/user.control',
      '/run/user/1000/systemd/transient',
      '/run/user/1000/systemd/generator.early',
      '/home/alice/.config/systemd/user',
      '/home/alice/.config/systemd/user.attached',
      '/etc/systemd/user',
      '/run/user/1000/systemd/user',
      '/run/user/1000/systemd/user.attached',
      '/run/systemd/user',
      '/run/user/1000/systemd/generator',
      '/home/alice/.local/share/systemd/user',
      '/usr/local/share/systemd/user',
      '/usr/share/systemd/user',
      '/usr/local/lib/systemd/user',
      '/usr/lib/systemd/user',
      '/run/user/1000/systemd/generator.late',
    ]);
  });

  it("prefers the manager's own answer, and knows a root whose /lib is a folder of its own", () => {
    expect(unitSearchPath({ scope: 'system', searchPath: ['/x', '/y', '/x'] }, openDisk())).toEqual(['/x', '/y']);
    mkdirSync(at('/lib'));
    expect(unitSearchPath(options(), openDisk(root))).toContain('/lib/systemd/system');
  });
});
