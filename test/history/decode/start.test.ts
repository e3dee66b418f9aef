import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/model/observation.ts';
import { usecBetween } from '../../../src/model/instant.ts';
import { excerpt, replay, startsIn } from '../excerpt.ts';

const withoutJournal = (observations: readonly Observation[]): Observation[] =>
  observations.filter(({ payload }) => payload.source !== 'journal');
const journalOnly = (observations: readonly Observation[]): Observation[] => observations.filter(({ payload }) => payload.kind === 'entry');

/** How many starts of a unit were revealed while an excerpt was heard. */
function revealed(name: string, unit: string, change = (all: readonly Observation[]): readonly Observation[] => all): number {
  return replay(change(excerpt(name))).revealed.filter((start) => start.unit === unit).length;
}

describe('a start is a new InvocationID', () => {
  it.each([
    ['restart-policy-live', 'worker.service', 2],
    ['restart-policy-live-257', 'worker.service', 2],
    ['client-restart-live', 'worker.service', 3],
    ['timer-live', 'tick.service', 2],
    ['condition-skip-live', 'guarded.service', 1],
    ['exec-condition-skip-live', 'guarded.service', 2],
    ['start-limit-live', 'limited.service', 2],
    ['already-active-live', 'worker.service', 0],
    ['part-of-restart-live', 'part.service', 1],
    ['started-by-hand-in-the-hold-off-live', 'worker.service', 1],
    ['started-by-hand-in-the-hold-off-live-262', 'worker.service', 1],
  ])('%s: %s started %i times, by the bus alone as well', (name, unit, starts) => {
    expect(revealed(name, unit)).toBe(starts);
    expect(revealed(name, unit, withoutJournal)).toBe(starts);
  });

  it('which is told once, whoever tells it first: bus and journal name the same InvocationIDs', () => {
    const observations = excerpt('restart-policy-live');
    const idsOf = (all: readonly Observation[]): unknown[] => replay(all).revealed.map(({ invocationId }) => invocationId);
    const backwards = [...journalOnly(observations), ...withoutJournal(observations)];
    expect(idsOf(observations)).toEqual(idsOf(withoutJournal(observations)));
    expect(idsOf(journalOnly(observations))).toEqual(idsOf(observations));
    expect(idsOf(backwards)).toEqual(idsOf(observations));
  });

  it('the one that ran before the bus was heard is known and is no news', () => {
    const { history, revealed: news } = replay(excerpt('restart-policy-live'));
    const [before, ...later] = history.unit('worker.service').starts;
    expect(before?.order).toBeUndefined();
    expect(news).not.toContain(before);
    expect(later).toEqual(news);
  });

  it('a unit that was unloaded in between has its second start all the same', () => {
    const observations = excerpt('timer-live');
    const isRemoval = ({ payload }: Observation): boolean =>
      payload.kind === 'signal' && payload.member === 'UnitRemoved' && payload.body[0] === 'tick.service';
    const removal = observations.find(isRemoval)!;
    const secondJob = observations.findIndex(
      ({ payload }) => payload.kind === 'signal' && payload.member === 'JobNew' && payload.body[0] === 106,
    );
    const collected = observations.toSpliced(secondJob, 0, removal);
    expect(replay(collected).revealed.map(({ invocationId }) => invocationId)).toEqual(
      replay(observations).revealed.map(({ invocationId }) => invocationId),
    );
  });
});

describe('the job of a start', () => {
  it('a restart job keeps its id from the stop to the start', () => {
    const { history } = replay(excerpt('client-restart-live'));
    expect(startsIn(history, 'worker.service').map(({ job }) => job?.id)).toEqual([77, 106, 135]);
    expect(history.unit('worker.service').jobs.map(({ id }) => id)).toEqual([77, 106, 135]);
    expect(history.unit('worker.service').jobs[0]?.logs.map(({ phase }) => phase)).toEqual(['stopping', 'stopped', 'started']);
  });

  it('is the same by the journal alone', () => {
    const { history } = replay(journalOnly(excerpt('client-restart-live')));
    expect(history.unit('worker.service').starts.map(({ job }) => job?.id)).toEqual([77, 106, 135]);
  });

  it('is the one of its first line, where its start was taken back and asked for again, whichever line is read first', () => {
    const again = excerpt('on-failure-back').map((one) =>
      one.payload.kind === 'entry' && one.payload.fields['MESSAGE']?.toString().startsWith('Finished alarm') === true
        ? { ...one, payload: { ...one.payload, fields: { ...one.payload.fields, JOB_ID: '177' } } }
        : one,
    );
    expect(
      replay(again)
        .history.unit('alarm.service')
        .starts.map(({ job }) => job?.id),
    ).toEqual([77]);
  });
});

describe('the time of a start', () => {
  it.each(['restart-policy-live', 'restart-policy-live-257', 'started-by-hand-in-the-hold-off-live', 'client-restart-live', 'timer-live'])(
    '%s: is that of the line that was logged for it, not that of going to wait for it',
    (name) => {
      const { history, revealed: news } = replay(excerpt(name));
      expect(news.length).toBeGreaterThan(0);
      for (const start of news) {
        const line = history
          .unit(start.unit)
          .logs.find(
            (log) =>
              log.kind === 'job-logged' && log.invocationId === start.invocationId && log.phase !== 'stopping' && log.phase !== 'stopped',
          )!;
        const late = usecBetween(line.at, start.at);
        expect(late).toBeGreaterThan(-20_000n);
        expect(late).toBeLessThan(20_000n);
      }
    },
  );

  it("of what ran before is the manager's own timestamp", () => {
    const observations = withoutJournal(excerpt('clean-stop-then-started-by-hand-live'));
    const [before] = replay(observations).history.unit('worker.service').starts;
    const described = observations.map(({ payload }) => payload).find((payload) => payload.kind === 'unit-properties');
    expect(String(before?.at.realtimeUsec)).toBe(
      described?.kind === 'unit-properties' ? described.properties['InactiveExitTimestamp'] : '',
    );
  });

  it('starts stand in the order of time, also when the journal is read backwards', () => {
    const lines = journalOnly(excerpt('client-restart-back'));
    const ids = (all: readonly Observation[]): unknown[] =>
      replay(all)
        .history.unit('worker.service')
        .starts.map(({ job }) => job?.id);
    expect(ids(lines)).toEqual([48, 77, 106, 135]);
    expect(ids(lines.toReversed())).toEqual([48, 77, 106, 135]);
    expect(ids([...lines, ...lines])).toEqual([48, 77, 106, 135]);
  });
});

describe('an InvocationID that is new after the bus was lost', () => {
  const observations = withoutJournal(excerpt('restart-policy-live'));
  const listening = observations.findIndex(({ payload }) => payload.kind === 'listening');
  const secondStart = replay(observations).revealed[1]?.order ?? 0;

  it('is a start, though what led to it was not heard', () => {
    const lost = observations.find(({ sequence }) => sequence === secondStart)!;
    const gap: Observation = {
      sequence: lost.sequence,
      at: lost.at,
      payload: { source: 'system-bus', kind: 'gap', from: lost.at, to: lost.at, text: 'the bus was lost' },
    };
    const cut = observations.filter(({ sequence }, index) => index <= listening || sequence < 100 || sequence >= secondStart);
    const { history, revealed: news } = replay(cut.flatMap((one) => (one.sequence === secondStart ? [gap, one] : [one])));
    expect(news.length).toBeGreaterThan(0);
    expect(history.wasObserved(secondStart + 1)).toBe(false);
  });
});
