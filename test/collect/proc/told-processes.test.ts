import { describe, expect, it } from 'vitest';
import { bytesOf, cutCommand } from '../../../src/collect/proc/cut-command.ts';
import { createToldProcesses } from '../../../src/collect/proc/told-processes.ts';
import { withWholeParents } from '../../../src/history/decode/whole-parents.ts';
import { isObservationPayload, type ProcessDescription } from '../../../src/model/observation.ts';

const KIBI = 1024;
const long = (at: number): readonly string[] => ['systemctl', `${String(at)}${'x'.repeat(8 * KIBI)}`];

/** 62 nested processes with 8 KiB of arguments, and 240 below them. */
function crowd(count = 240): readonly ProcessDescription[] {
  const parents = Array.from({ length: 62 }, (_, depth) => ({
    pid: 1000 + depth,
    comm: 'bash',
    cmdline: long(depth),
    unit: 'session-1.scope',
  }));
  const ofUser = { comm: 'systemctl', uid: 1000, user: 'user1', unit: 'session-1.scope', parents };
  return Array.from({ length: count }, (_, leaf) => ({ ...ofUser, pid: 5000 - leaf, ppid: 1000, cmdline: long(leaf) }));
}

const CLIENT: ProcessDescription = {
  ...{ pid: 400, ppid: 399, comm: 'systemctl', uid: 0, cmdline: ['systemctl', 'start', 'a.service'], unit: 'cron.service' },
  parents: [
    { pid: 399, comm: 'sh', cmdline: ['/bin/sh', '-c', 'systemctl start a.service'], unit: 'cron.service' },
    { pid: 300, comm: 'cron', cmdline: ['/usr/sbin/cron', '-f'], unit: 'cron.service' },
  ],
};
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('what a scan tells of processes', () => {
  it('is all of what an ordinary host has, as it was found', () => {
    const sudo = { ...CLIENT, pid: 401, comm: 'sudo' };
    const found = [CLIENT, sudo];
    expect(createToldProcesses(() => 0).scan(found)).toEqual({ processes: found });
  });

  it('is bounded in bytes; root comes first, and parents that several have are told once', () => {
    const { processes, leftOut } = createToldProcesses(() => 0).scan([...crowd(), CLIENT]);
    expect(sizeOf(crowd(1)) * 240).toBeGreaterThan(100 * 1024 * KIBI);
    expect(sizeOf(processes)).toBeLessThan(200 * KIBI);
    expect(leftOut).toBeUndefined();
    expect(processes).toHaveLength(241);
    expect(processes[0]).toEqual(CLIENT);
    expect(isObservationPayload({ source: 'proc', kind: 'client-scan', jobs: [1], processes })).toBe(true);
  });

  it('is told in little where there were many large ones, with how many are left out, and in full again later', () => {
    let minutes = 0;
    const told = createToldProcesses(() => minutes * 60_000);
    let sum = 0;
    for (let scan = 0; scan < 200; scan += 1) sum += sizeOf(told.scan([...crowd(), CLIENT]));
    expect(sum).toBeLessThan(20 * 1024 * KIBI);
    const last = told.scan([...crowd(), CLIENT]);
    expect(last.processes[0]).toEqual(CLIENT);
    expect((last.leftOut ?? 0) + last.processes.length).toBe(241);
    minutes = 30;
    expect(told.scan([...crowd(), CLIENT]).leftOut).toBeUndefined();
  });

  it('holds 2,000 starts at once, each with a scan of its own', () => {
    const told = createToldProcesses(() => 0);
    for (let start = 0; start < 2000; start += 1) {
      const found = Array.from({ length: 12 }, (_, index) => ({ ...CLIENT, pid: 400 + index }));
      expect(told.scan(found)).toEqual({ processes: found });
    }
  });

  it('gives each process all of its parents back', () => {
    const chain = (...pids: readonly number[]) => pids.map((pid) => ({ pid, comm: 'bash', cmdline: ['bash', 'y'.repeat(3000)] }));
    const found: readonly ProcessDescription[] = [
      { pid: 9, comm: 'systemctl', uid: 1, parents: chain(8, 7, 6, 5) },
      { pid: 19, comm: 'systemctl', uid: 1, parents: chain(18, 6, 5) },
      { pid: 29, comm: 'systemctl', uid: 1, parents: chain(18, 6, 5) },
      { pid: 39, comm: 'systemctl', uid: 1, parents: chain(5) },
      { pid: 49, comm: 'systemctl', uid: 1 },
    ];
    const { processes } = createToldProcesses(() => 0).scan(found);
    expect(processes.map(({ parents, parentsFrom }) => [parents?.length, parentsFrom])).toEqual([
      [4, undefined],
      [1, 6],
      [undefined, 18],
      [undefined, 5],
      [undefined, undefined],
    ]);
    expect(withWholeParents(processes)).toEqual(found);
  });
});

it('who calls on the bus is told in full, then briefly, and a flood of calls without a job not at all; those of root are', () => {
  const told = createToldProcesses(() => 0);
  const [caller] = crowd(1);
  let sum = 0;
  let calls = 0;
  for (let call = 0; call < 3000; call += 1) {
    if (!told.mayTellCall(caller)) continue;
    calls += 1;
    sum += sizeOf(told.one(caller!));
  }
  expect(sum).toBeLessThan(4 * 1024 * KIBI);
  expect(calls).toBeGreaterThan(0);
  expect(told.mayTellCall(CLIENT)).toBe(true);
  expect(told.one(CLIENT)).toBe(CLIENT);
});

describe('a command', () => {
  it('that is short enough is left as it is', () => {
    const words = ['sh', '-c', 'x'.repeat(3000)];
    expect(cutCommand(words, 8192)).toBe(words);
  });

  it('that is too long has its longest words cut, with their length', () => {
    expect(cutCommand(['sh', '-c', 'é'.repeat(6000), 'start'], 4096)).toEqual([
      'sh',
      '-c',
      `${'é'.repeat(1024)}… [cut: 1024 of 6000 characters]`,
      'start',
    ]);
    expect(cutCommand(['a', `${'x'.repeat(63)}\u{1f600}${'y'.repeat(200)}`], 130)[1]).toMatch(/^x{63}… \[cut: 63 of 265 characters\]$/);
  });

  it('of very many words ends with how many are left out', () => {
    const cut = cutCommand(
      Array.from({ length: 5000 }, () => 'word'),
      200,
    );
    expect(cut.at(-1)).toBe('… [cut: 40 of 5000 words]');
    expect(bytesOf(cut)).toBeLessThan(250);
  });
});
