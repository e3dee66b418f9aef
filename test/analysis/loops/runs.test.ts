import { describe, expect, it } from 'vitest';
import { medianOf, reasonOf } from '../../../src/analysis/loops/runs.ts';
import type { End } from '../../../src/history/run-ends/index.ts';

const at = { realtimeUsec: 1_795_212_796_000_000n };

describe('a failure in short', () => {
  it.each([
    [{ how: 'exited', result: 'exit-code', exitCode: 'exited', exitStatus: 200, exitStatusName: 'CHDIR' }, 'exit-code 200/CHDIR'],
    [{ how: 'killed', result: 'signal', exitCode: 'killed', exitStatus: 9, exitStatusName: 'KILL' }, 'signal 9/KILL'],
    [{ how: 'timeout', result: 'timeout', phase: 'start', exitCode: 'killed', exitStatus: 15, exitStatusName: 'TERM' }, 'timeout'],
    [
      { how: 'exited', result: 'exit-code', exitStatus: 1, exitStatusName: 'FAILURE', command: 'ExecStartPre' },
      'exit-code 1/FAILURE in ExecStartPre=',
    ],
    [{ how: 'exited', result: 'exit-code', exitStatus: 42, command: 'ExecStart' }, 'exit-code 42'],
    [{ how: 'unknown' }, 'unknown'],
  ] satisfies [Omit<End, 'at' | 'evidence'>, string][])('%j is %s', (end, said) => {
    expect(reasonOf({ ...end, at, evidence: [] })).toBe(said);
  });
});

describe('the middle of some spans', () => {
  it('is not moved by one that is far off', () => {
    expect(medianOf([1_000n, 900_000n, 1_100n])).toBe(1_100n);
  });

  it('of none is nothing', () => {
    expect(medianOf([])).toBe(0n);
  });
});
