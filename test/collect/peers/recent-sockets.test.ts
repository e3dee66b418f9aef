import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recentSockets } from '../../../src/collect/peers/recent-sockets.ts';

let procRoot: string;
beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'whyalive-young-'));
  for (let pid = 801; pid <= 840; pid += 1) process_(pid);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(procRoot, { recursive: true });
});

/** A process whose one socket has ten times its number. */
function process_(pid: number): void {
  const folder = join(procRoot, String(pid));
  mkdirSync(join(folder, 'fd'), { recursive: true });
  writeFileSync(join(folder, 'stat'), `${pid} (curl) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0\n`);
  writeFileSync(join(folder, 'cmdline'), 'curl\0localhost\0');
  symlinkSync(`socket:[${pid * 10}]`, join(folder, 'fd', '3'));
}

it('knows the youngest processes by their sockets', () => {
  const young = recentSockets({ procRoot });
  expect([...young].slice(0, 3).map(([inode, { pid }]) => [inode, pid])).toEqual([
    [8400, 840],
    [8390, 839],
    [8380, 838],
  ]);
  expect(young.has(8010)).toBe(false);
});

it('looks at the very youngest on a machine that is so busy that its time was over at once', () => {
  let ms = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (ms += 1000));
  for (let pid = 829; pid <= 838; pid += 1) rmSync(join(procRoot, String(pid), 'fd'), { recursive: true });
  expect([...recentSockets({ procRoot }).keys()]).toEqual([8400, 8390]);
});
