import { describe, expect, it } from 'vitest';
import { createHistory, type History } from '../../src/history/history.ts';
import { MESSAGE_ID } from '../../src/systemd/message-ids.ts';
import type { ManagerScope } from '../../src/systemd/systemctl-line.ts';

type Line = readonly [second: number, manager: number, unit: string, job: number, id: keyof typeof MESSAGE_ID, type?: string];

/** A history that was fed these lines about jobs, in this order. */
function told(lines: readonly Line[], scope: ManagerScope = 'user'): History {
  const history = createHistory(scope);
  const own = scope === 'user' ? 'USER_UNIT' : 'UNIT';
  lines.forEach(([second, manager, unit, job, id, type = 'start'], index) => {
    const fields = {
      __CURSOR: `c${String(second)}.${unit}.${id}`,
      MESSAGE: `${id} ${unit}`,
      MESSAGE_ID: MESSAGE_ID[id],
      [own]: unit,
      JOB_ID: String(job),
      JOB_TYPE: type,
      _PID: String(manager),
      _COMM: 'systemd',
    };
    const at = { realtimeUsec: BigInt(second) * 1_000_000n, bootId: 'b' };
    history.add({ sequence: index + 1, at, payload: { source: 'journal', kind: 'entry', fields } });
  });
  return history;
}

const first: readonly Line[] = [
  [1, 500, 'ub.service', 7, 'unitStarted'],
  [1, 500, 'default.target', 1, 'unitStarted'],
  [5, 500, 'ub.service', 20, 'unitStopping', 'stop'],
  [5, 500, 'ub.service', 20, 'unitStopped', 'stop'],
];
const second: readonly Line[] = [
  [60, 900, 'ub.service', 7, 'unitStarted'],
  [60, 900, 'other.service', 20, 'unitStarted'],
  [60, 900, 'default.target', 1, 'unitStarted'],
];

describe('the jobs of two managers of a user on one boot', () => {
  it.each([
    ['forwards', [...first, ...second]],
    ['backwards', [...first, ...second].toReversed()],
  ])('are two of each number, read %s', (_, lines) => {
    const history = told(lines);
    const { starts, jobs } = history.unit('ub.service');
    expect(starts.map(({ job }) => job?.manager)).toEqual(['500', '900']);
    expect(jobs).toHaveLength(3);
    const at = (time: number) => ({ realtimeUsec: BigInt(time) * 1_000_000n, bootId: 'b' });
    expect(history.job(20, at(5))?.unit).toBe('ub.service');
    expect(history.job(20, at(60))?.unit).toBe('other.service');
    expect(history.job(7, at(60))).toBe(starts[1]?.job);
    expect(history.job(7, at(1))).toBe(starts[0]?.job);
    expect([history.managerAt(at(30)), history.managerAt(at(60))]).toEqual(['500', '900']);
  });

  it('stay one where the manager re-executes: it keeps its pid and its numbers', () => {
    const history = told([
      [1, 500, 'ub.service', 7, 'unitStarting'],
      [2, 500, 'ub.service', 7, 'unitStarted'],
      [9, 500, 'late.service', 30, 'unitStarted'],
    ]);
    expect(history.unit('ub.service').jobs).toHaveLength(1);
    expect(history.managerAt({ realtimeUsec: 9_000_000n, bootId: 'b' })).toBeUndefined();
  });
});

it('a container that boots twice on the boot of its host numbers its jobs anew', () => {
  const history = told(
    [
      [1, 1, 'x.service', 7, 'unitStarting'],
      [1, 1, 'x.service', 7, 'unitStarted'],
      [60, 1, 'x.service', 7, 'unitStarting'],
      [61, 1, 'x.service', 7, 'unitStarted'],
    ],
    'system',
  );
  expect(history.unit('x.service').jobs.map(({ logs }) => logs.length)).toEqual([2, 2]);
});

it('a restart job goes on through its own stop', () => {
  const history = told(
    [
      [1, 1, 'x.service', 7, 'unitStopping', 'restart'],
      [1, 1, 'x.service', 7, 'unitStopped', 'restart'],
      [2, 1, 'x.service', 7, 'unitStarting'],
      [3, 1, 'x.service', 7, 'unitStarted'],
    ],
    'system',
  );
  expect(history.unit('x.service').jobs).toHaveLength(1);
});
