import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { walk, type Followed, type Ground } from '../../../src/collect/disk/walk.ts';

let folder = '';
let root = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-walk-'));
  root = join(folder, 'root');
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, 'a/b/file'), 'inside');
  mkdirSync(join(folder, 'out/b'), { recursive: true });
  writeFileSync(join(folder, 'out/b/file'), 'outside');
  writeFileSync(join(folder, 'file'), 'outside');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ground = (changes: Partial<Ground> = {}): Ground => ({ root, isRemote: () => false, spend: () => true, ...changes });

function textAt(path: string, changes: Partial<Ground> = {}): string | Followed['end'] {
  let text: string | undefined;
  const followed = walk(ground(changes), path, false, (file) => {
    text = readFileSync(`/proc/self/fd/${String(file)}`, 'utf8');
  });
  return text ?? followed.end;
}

it.each([
  ['an absolute link', '/a/b/file'],
  ['a relative link', 'a/b/file'],
  ['a link that goes up from the root', '../../../../../../a/b/file'],
  ['a link by way of itself', '/./a/../a//b/../b/file'],
])('%s leads where it would below the root', (_, target) => {
  symlinkSync(target, join(root, 'link'));
  expect(textAt('/link')).toBe('inside');
});

it.each(['/../file', '/a/../../file', '/a/b/../../../file', '/../../../../../../../../../../../etc/hostname'])(
  '%s is not outside',
  (path) => {
    expect(textAt(path)).toBe('missing');
  },
);

it('links to folders and files outside lead to nothing', () => {
  symlinkSync(join(folder, 'out'), join(root, 'absolute'));
  symlinkSync('../out', join(root, 'relative'));
  symlinkSync('../file', join(root, 'leak'));
  expect(['/absolute/b/file', '/relative/b/file', '/leak'].map((path) => textAt(path))).toEqual(['missing', 'missing', 'missing']);
});

it('a folder that is replaced by a link on the way is the folder that was looked at', () => {
  const swap = (path: string): boolean => {
    if (path !== '/a/b') return false;
    renameSync(join(root, 'a'), join(root, 'was-a'));
    symlinkSync('../out', join(root, 'a'));
    return false;
  };
  expect(textAt('/a/b/file', { isRemote: swap })).toBe('inside');
});

it('a file that is replaced by a link is not followed out', () => {
  const swap = (path: string): boolean => {
    if (path !== '/a/b/file') return false;
    rmSync(join(root, 'a/b/file'));
    symlinkSync('../../../file', join(root, 'a/b/file'));
    return false;
  };
  expect(textAt('/a/b/file', { isRemote: swap })).toBe('missing');
});

it('what is on the network is not entered', () => {
  expect(textAt('/a/b/file', { isRemote: (path) => path === '/a/b' })).toBe('unreadable');
});

it('says what exists of a path, and what is not there', () => {
  const look = (path: string): Followed => walk(ground(), path, false, () => undefined);
  expect(look('/a/c/d')).toEqual({ end: 'missing', folder: '/a', rest: ['c', 'd'] });
  expect(look('/a/b/file/d')).toEqual({ end: 'missing', folder: '/a/b', rest: ['file', 'd'] });
  expect(look('/a/./b')).toMatchObject({ end: 'found', path: '/a/b' });
  symlinkSync('b', join(root, 'a/link'));
  expect(look('/a/link')).toMatchObject({ path: '/a/b' });
  expect(walk(ground(), '/a/link', true, () => undefined)).toMatchObject({ path: '/a/link', target: 'b' });
});

it.each([
  ['a link to itself', 'loop', '/loop'],
  ['a folder in itself, entered again and again', '.', `/${'loop/'.repeat(50)}a`],
  ['names without end', 'loop/'.repeat(800), '/loop'],
  ['up and down without end', 'a/b/../../'.repeat(400), '/loop/loop/loop'],
])('%s ends after a bounded number of steps', (_, target, path) => {
  symlinkSync(target, join(root, 'loop'));
  let steps = 0;
  const spend = (count: number): boolean => {
    steps += count;
    return true;
  };
  expect(textAt(path, { spend })).toBe('unreadable');
  expect(steps).toBeLessThanOrEqual(4096);
});

it('a path that no kernel would take is not followed', () => {
  expect(textAt(`/${'a/../'.repeat(1000)}`)).toBe('unreadable');
});

it('stops when the budget is used up', () => {
  let left = 2;
  expect(textAt('/a/b/file', { spend: () => (left -= 1) >= 0 })).toBe('unreadable');
});
