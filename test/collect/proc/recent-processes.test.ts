import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRecentProcesses } from '../../../src/collect/proc/recent-processes.ts';
import { addProcess } from './fake-proc.ts';

const SCRIPT = ['/bin/sh', '-c', 'busctl call … StopUnit; sleep 1'];

let procRoot: string;
const gone = (pid: number): void => rmSync(join(procRoot, String(pid)), { recursive: true });

beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'whyalive-proc-'));
  addProcess(procRoot, 1, { comm: 'systemd', ppid: 0, cmdline: ['/sbin/init'] });
  addProcess(procRoot, 700, { comm: 'sh', ppid: 1, cmdline: SCRIPT });
});
afterEach(() => {
  rmSync(procRoot, { recursive: true, force: true });
});

it('knows a process that is gone', () => {
  const young = createRecentProcesses({ procRoot });
  addProcess(procRoot, 701, { comm: 'busctl', ppid: 700, cmdline: ['busctl', 'call', 'a'] });
  expect(young.look().map(({ comm }) => comm)).toEqual(['busctl']);
  gone(701);
  expect(young.known(701)).toMatchObject({ comm: 'busctl', cmdline: ['busctl', 'call', 'a'] });
});

it('does not take a shell that was about to become the program for the program', () => {
  const young = createRecentProcesses({ procRoot });
  addProcess(procRoot, 701, { comm: 'sh', ppid: 700, cmdline: SCRIPT });
  young.look();
  gone(701);
  expect(young.known(701)).toBeUndefined();
});

it('knows a shell that another program runs', () => {
  const young = createRecentProcesses({ procRoot });
  young.look();
  expect(young.known(700)).toMatchObject({ comm: 'sh' });
});
