import { expect, it } from 'vitest';
import type { Observation, ObservationPayload, ProcessDescription } from '../../../src/model/observation.ts';
import { story, without } from '../story.ts';

/** A busctl that ended before anybody could look at it: the bus knew its number, and it was seen when it was executed and when another unit was stopped. */
const STORY = 'busctl-known-by-its-number-live-247';
const isExecuted = ({ kind }: ObservationPayload): boolean => kind === 'client-exec';
const isSeen = ({ kind }: ObservationPayload): boolean => kind === 'client-scan';

const linkOf = (change?: (observations: readonly Observation[]) => readonly Observation[]) =>
  story(STORY, change).attribution('trial-busctl.service', -1).chain.at(-1);

/** The story in which busctl, wherever it was seen, was this. */
function seenAs(change: (process: ProcessDescription) => ProcessDescription, awayUsec = 0n) {
  return (observations: readonly Observation[]): readonly Observation[] =>
    observations.map((one): Observation => {
      const of = (process: ProcessDescription): ProcessDescription => (process.comm === 'busctl' ? change(process) : process);
      const at = { ...one.at, realtimeUsec: one.at.realtimeUsec - awayUsec, monotonicUsec: one.at.monotonicUsec! - awayUsec };
      if (one.payload.kind === 'client-exec' && one.payload.process !== undefined)
        return { ...one, at, payload: { ...one.payload, process: of(one.payload.process) } };
      if (one.payload.kind === 'client-scan') return { ...one, at, payload: { ...one.payload, processes: one.payload.processes.map(of) } };
      return one;
    });
}

const BUSCTL = {
  kind: 'client',
  pid: 4867,
  uid: 0,
  comm: 'busctl',
  cmdline: expect.stringContaining('StartUnit ss trial-busctl.service') as unknown,
};
const NUMBER_ALONE = { kind: 'client', pid: 4867, uid: 0, busName: ':1.162' };

it('a caller whose number is all that the bus knew is named as it was when it was seen alive', () => {
  expect(linkOf()).toMatchObject({ mechanism: 'client-request', strength: 'stated', from: { ...BUSCTL, busName: ':1.162' } });
});

it.each([
  ['when it was executed', isSeen],
  ['when another job was announced', isExecuted],
])('one sight is enough: %s', (_when, isOut) => {
  expect(linkOf(without(isOut))).toMatchObject({ strength: 'stated', from: BUSCTL });
});

it.each([
  ['nobody saw it', without((payload) => isExecuted(payload) || isSeen(payload))],
  ['another process was seen', seenAs((process) => ({ ...process, pid: process.pid + 1 }))],
  ["it was another user's", seenAs((process) => ({ ...process, uid: 4242 }))],
  ['it did something else then', seenAs((process) => ({ ...process, cmdline: ['busctl', 'list'] }))],
  ['it was long before, and the number may be that of another by now', seenAs((process) => process, 6_000_000n)],
])('its number is told, and no more, where %s', (_case, change) => {
  expect(linkOf(change)).toMatchObject({ mechanism: 'client-request', strength: 'stated', from: NUMBER_ALONE });
  expect(linkOf(change)?.from).not.toHaveProperty('comm');
});
