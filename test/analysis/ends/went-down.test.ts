import { expect, it } from 'vitest';
import { endingOf } from '../../../src/analysis/ends/ending.ts';
import { wentDownBefore } from '../../../src/analysis/ends/went-down.ts';
import { createHistory } from '../../../src/history/history.ts';
import { endOf } from '../../../src/history/run-ends/index.ts';
import { momentOf } from '../../../src/model/fact.ts';
import { readRecording } from '../../../src/recording/read.ts';

it('what went down before the run came up, by the clock of the manager, has not ended it', async () => {
  const { observations } = await readRecording('fixtures/scenarios/stop-of-what-is-bound/live.jsonl.gz');
  const history = createHistory('system');
  for (const observation of observations) history.add(observation);
  const [bound, link] = [history.unit('bound.service'), history.unit('link.service')];
  const [run] = bound.starts;
  const { stop } = endingOf(endOf(bound, run!)!, run, bound, history);
  const down = wentDownBefore(link, stop!.activation, ['inactive']);
  expect(down).toMatchObject({ unit: 'link.service', activeState: 'inactive' });

  const since = (usec: bigint): unknown => {
    const { realtimeUsec, monotonicUsec, ...boot } = momentOf(down!);
    const stateChange = { ...boot, realtimeUsec: realtimeUsec + usec, monotonicUsec: monotonicUsec! + usec };
    const states = bound.states.map((state) => (state.activeState === 'active' ? { ...state, stateChange } : state));
    return wentDownBefore(link, { ...stop!.activation, unit: { ...bound, states } }, ['inactive']);
  };
  expect(since(-1_000n)).toBe(down);
  expect(since(1_000n)).toBeUndefined();
});
