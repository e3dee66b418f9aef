import { describe, expect, it } from 'vitest';
import { pulledInBy, restartedBy } from '../../../src/analysis/jobs/transaction.ts';
import type { Observation, ObservationPayload } from '../../../src/model/observation.ts';
import { isEntry, story, without, type Story } from '../story.ts';

const parentOf = (told: Story, unit: string, index = 0) => pulledInBy(told.activation(unit, index), told.history);
const jobNew = (payload: ObservationPayload, unit: string): boolean =>
  payload.kind === 'signal' && payload.member === 'JobNew' && payload.body[2] === unit;

/** Adds the JobNew of a unit of its own, between those of a transaction: the manager answered another client in the same moment. */
function withJobOf(unit: string, id: number, before: string) {
  return (observations: readonly Observation[]): readonly Observation[] => {
    const index = observations.findIndex(({ payload }) => jobNew(payload, before));
    const pattern = observations[index]!;
    const properties = observations.find(({ payload }) => payload.kind === 'unit-properties')!;
    return [
      {
        ...properties,
        sequence: 0,
        payload: {
          source: 'system-bus',
          kind: 'unit-properties',
          unit,
          properties: {
            Id: unit,
            Names: [unit],
            Requires: [],
            Wants: [],
            RequiredBy: [],
            WantedBy: [],
            Conflicts: [],
            LoadState: 'loaded',
          },
        },
      },
      ...observations.toSpliced(index, 0, {
        ...pattern,
        payload: { ...pattern.payload, body: [id, `/org/freedesktop/systemd1/job/${String(id)}`, unit] } as ObservationPayload,
      }),
    ];
  };
}

describe('the parent of a job in its transaction', () => {
  it('names the unit and has a lower id, whatever the order of the signals', () => {
    expect(parentOf(story('required-by-live'), 'back.service')).toMatchObject({
      job: { id: 48, unit: 'front.service' },
      setting: 'Requires',
      strength: 'stated',
    });
    expect(parentOf(story('no-op-start-live'), 'near.service')).toMatchObject({ job: { unit: 'anchor.service' }, setting: 'Wants' });
  });

  it('is the one with the highest lower id, where several name the unit', () => {
    const told = story('wanted-by-target-live', (observations) =>
      observations.map((one) =>
        one.payload.kind === 'unit-properties' && one.payload.unit === 'cache.service'
          ? { ...one, payload: { ...one.payload, properties: { ...one.payload.properties, WantedBy: ['site.target', 'web.service'] } } }
          : one,
      ),
    );
    expect(told.history.edges.namedBy('cache.service', 'Wants')).toEqual(expect.arrayContaining(['site.target', 'web.service']));
    expect(parentOf(told, 'cache.service')).toMatchObject({ job: { unit: 'web.service' } });
  });

  it('is none that was announced while the unit still had a job from before, which ran to its end', () => {
    const gone = (id: number, pattern: Observation, result: string): Observation => ({
      ...pattern,
      payload: {
        ...pattern.payload,
        member: 'JobRemoved',
        body: [id, `/org/freedesktop/systemd1/job/${String(id)}`, 'back.service', result],
      } as ObservationPayload,
    });
    const earlier = (result: string) =>
      story('required-by-live', (observations) => {
        const front = observations.findIndex(({ payload }) => jobNew(payload, 'front.service'));
        const back = observations.findIndex(({ payload }) => jobNew(payload, 'back.service'));
        const first = Math.min(front, back);
        // The service was on its way already, and the two jobs are told apart: the one that it had, front.service's, and the new one.
        const own = observations[back]!;
        const had = {
          ...own,
          payload: { ...own.payload, body: [40, '/org/freedesktop/systemd1/job/40', 'back.service'] } as ObservationPayload,
        };
        const others = observations.filter((_, index) => index !== front && index !== back);
        const told = [...others.slice(0, first), had, observations[front]!, gone(40, own, result), own, ...others.slice(first)];
        return told.map((one, sequence) => ({ ...one, sequence }));
      });
    expect(parentOf(earlier('done'), 'back.service')).toBeUndefined();
    expect(parentOf(earlier('canceled'), 'back.service')).toMatchObject({ job: { unit: 'front.service' } });
  });

  it('is none for the anchor itself', () => {
    const told = story('required-by-live');
    expect(parentOf(told, 'front.service')).toBeUndefined();
    expect(restartedBy(told.activation('front.service'), told.history)).toBeUndefined();
  });

  it('is none when a stranger has a job between the two: there another transaction began', () => {
    expect(parentOf(story('required-by-live', withJobOf('stranger.service', 60, 'back.service')), 'back.service')).toBeUndefined();
  });

  it('stays when the stranger comes before both or after both', () => {
    for (const id of [47, 99]) {
      expect(parentOf(story('required-by-live', withJobOf('stranger.service', id, 'back.service')), 'back.service')).toMatchObject({
        job: { unit: 'front.service' },
      });
    }
  });

  /** The removal of the parent's job, and what is announced of its unit after that if `told`, come before all that tells of this job. */
  const removedFirst = (told: boolean): Story =>
    story('required-by-live', (observations) => {
      const isOf = (unit: string, { payload }: Observation): boolean =>
        payload.kind === 'signal' && payload.member === 'PropertiesChanged' && payload.path.endsWith(`/${unit}_2eservice`);
      const at = observations.findIndex(
        ({ payload }) => payload.kind === 'signal' && payload.member === 'JobRemoved' && payload.body[2] === 'front.service',
      );
      const after = observations.slice(at).filter((one) => isOf('front', one));
      const moved = [observations[at]!, ...(told ? after.slice(0, 2) : [])];
      const first = observations.findIndex((one) => isOf('back', one) || jobNew(one.payload, 'back.service'));
      const rest = observations.slice(first).filter((one) => !moved.includes(one) && (told || !isOf('front', one)));
      return [...observations.slice(0, first), ...moved, ...rest].map((one, sequence) => ({ ...one, sequence }));
    });

  it('is none when that job was removed, and its unit announced, before this one was queued', () => {
    expect(parentOf(removedFirst(true), 'back.service')).toBeUndefined();
  });

  it('is none when that job was removed, and nothing tells that this one was queued before', () => {
    expect(parentOf(removedFirst(false), 'back.service')).toBeUndefined();
  });

  it('is none when it was announced long before', () => {
    const told = story('required-by-live', (observations) =>
      observations.map((one) =>
        jobNew(one.payload, 'front.service')
          ? {
              ...one,
              at: { ...one.at, realtimeUsec: one.at.realtimeUsec - 900_000n, monotonicUsec: (one.at.monotonicUsec ?? 0n) - 900_000n },
            }
          : one,
      ),
    );
    expect(parentOf(told, 'back.service')).toBeUndefined();
  });

  it('is none for a unit that was up when that job was queued: what starts it meanwhile is its own Restart=', () => {
    const told = story('crashed-while-what-wants-it-starts-live-257');
    expect(parentOf(told, 'base.service')).toBeUndefined();
    expect(told.attribution('base.service')).toMatchObject({ mechanism: 'restart-policy', strength: 'stated' });
  });

  it('is none for the next start of the unit, which a person asked for', () => {
    const told = story('merged-into-an-earlier-start-live');
    expect(parentOf(told, 'shared.service')).toBeUndefined();
  });
});

describe('looking back, from the lines of the journal', () => {
  it('the ids and the edge are enough', () => {
    expect(parentOf(story('required-by-back'), 'back.service')).toMatchObject({
      job: { id: 48, unit: 'front.service' },
      strength: 'stated',
    });
  });

  it('a whole restarts its part, and a stop in between is not needed', () => {
    const told = story('part-of-restart-back');
    expect(restartedBy(told.activation('part.service', 1), told.history)).toMatchObject({
      job: { id: 106, unit: 'whole.service' },
      setting: 'PartOf',
    });
    expect(restartedBy(told.activation('whole.service', 1), told.history)).toBeUndefined();
  });

  it('a line of the parent is needed', () => {
    const told = story(
      'required-by-back',
      without((payload) => isEntry(payload, 'Started front.service')),
    );
    expect(parentOf(told, 'back.service')).toBeUndefined();
  });
});
