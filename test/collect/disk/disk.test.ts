import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDisk, type Disk } from '../../../src/collect/disk/disk.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whyalive-disk-'));
  writeFileSync(join(root, 'file'), 'hello');
  mkdirSync(join(root, 'folder'));
  symlinkSync('file', join(root, 'link'));
  symlinkSync('/dev/zero', join(root, 'device'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The disk of another root, and that of this system, on which paths are longer. */
const DISKS: readonly (readonly [string, () => Disk, (name: string) => string])[] = [
  ['another root', () => openDisk(root), (name) => `/${name}`],
  ['this system', () => openDisk(), (name) => join(root, name)],
];

describe.each(DISKS)('of %s', (_, open, at) => {
  it.each([{}, { isNamed: true }])('regular files are read, also by a link; no device, no pipe, no folder is: %j', (how) => {
    const text = (name: string): string | undefined => open().readText(at(name), how)?.text;
    expect([text('file'), text('link')]).toEqual(['hello', 'hello']);
    expect(['device', 'pipe', 'folder', 'missing', 'file/x', 'a\0b'].map(text)).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it('a long file is cut, which is told', () => {
    expect(open().readText(at('file'), { most: 4 })).toEqual({ text: 'hell', isExecutable: false, isWhole: false });
    chmodSync(join(root, 'file'), 0o755);
    expect(open().readText(at('file'), { most: 5 })).toEqual({ text: 'hello', isExecutable: true, isWhole: true });
    truncateSync(join(root, 'file'), 8 * 1024 ** 3);
    expect(open().readText(at('file'))?.text.length).toBe(1024 ** 2);
  });

  it('names are sorted, with what they are', () => {
    expect(open().names(at('.'))).toEqual(['device', 'file', 'folder', 'link', 'pipe']);
    expect(
      open()
        .entries(at(''))
        .filter(({ isLink, isFolder }) => isLink || isFolder),
    ).toEqual([
      { name: 'device', isFolder: false, isLink: true },
      { name: 'folder', isFolder: true, isLink: false },
      { name: 'link', isFolder: false, isLink: true },
    ]);
    expect(open().names(at('file'))).toEqual([]);
    expect(open().names(at('.'), { most: 2 })).toHaveLength(2);
  });

  it('says what a link says, and what it leads to', () => {
    expect([open().linkTarget(at('link')), open().linkTarget(at('file')), open().linkTarget(at('missing'))]).toEqual([
      'file',
      undefined,
      undefined,
    ]);
    expect([open().exists(at('link')), open().exists(at('missing'))]).toEqual([true, false]);
    expect(open().look(at('link'))).toMatchObject({ end: 'found' });
  });

  it('leaves nothing open', () => {
    const before = readdirSync('/proc/self/fd').length;
    for (const name of ['file', 'link', 'device', 'pipe', 'folder', 'missing', 'file/x', 'folder/../link'])
      for (const how of [{}, { isNamed: true }, { keepsLink: true }]) {
        const disk = open();
        disk.look(at(name), how);
        disk.readText(at(name), how);
        disk.names(at(name), how);
      }
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

it("the kernel's files are not read, though they are regular ones", () => {
  symlinkSync('/proc/self/status', join(root, 'kernel'));
  const disk = openDisk();
  expect(disk.look(join(root, 'kernel'))).toMatchObject({ end: 'found' });
  expect(disk.readText(join(root, 'kernel'))).toBeUndefined();
  expect(disk.readText('/sys/kernel/notes')).toBeUndefined();
});

it('what is read at one look is bounded, in bytes and in names, and that is told', () => {
  for (let index = 0; index < 50; index += 1) writeFileSync(join(root, 'folder', String(index)), 'x'.repeat(100));
  const small = openDisk(root, { steps: 1000, bytes: 1000 });
  const read = small.names('/folder').filter((name) => small.readText(`/folder/${name}`) !== undefined);
  expect(read.length).toBe(10);
  expect(small.isExhausted()).toBe(true);
  const short = openDisk(root, { steps: 20, bytes: 1000 });
  expect(short.names('/folder').length).toBeLessThan(20);
  expect([short.look('/file').end, short.isExhausted()]).toEqual(['unreadable', true]);
  expect([openDisk(root).names('/folder').length, openDisk(root).isExhausted()]).toEqual([50, false]);
});

it('shows paths as they are seen from here', () => {
  expect([openDisk(root).shown('/etc/x'), openDisk().shown('/etc/x')]).toEqual([join(root, 'etc/x'), '/etc/x']);
});
