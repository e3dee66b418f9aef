import { describe, expect, it } from 'vitest';
import { clientOnBus } from '../../../src/analysis/clients/bus.ts';
import type { Observation, ObservationPayload } from '../../../src/model/observation.ts';
import { isEntry, replaced, story, without, type Story } from '../story.ts';

const STORY = 'caller-of-an-ordinary-user-live';
const isCall = (payload: ObservationPayload): boolean => payload.kind === 'client-call';
const named = (told: Story) => clientOnBus(told.activation('worker.service'), told.history);
const link = (told: Story) => told.attribution('worker.service').chain.at(-1);

/** The story with its call changed; that it was told once before its answer came, while polkit asked, is left out. */
function withCall(change: (call: Observation) => Observation): Story {
  return story(STORY, (observations) =>
    observations
      .filter(({ payload }) => payload.kind !== 'client-call' || payload.job !== undefined)
      .map((one) => (isCall(one.payload) ? change(one) : one)),
  );
}

describe('a call whose reply names the job', () => {
  it('names who asked, whoever waited for polkit how long', () => {
    const told = story(STORY);
    expect(named(told)).toMatchObject({
      certain: true,
      description: { user: 'alice', comm: 'node', busName: expect.stringMatching(/^:1\./) as unknown },
    });
    expect(link(told)).toMatchObject({ mechanism: 'client-request', strength: 'stated', from: { kind: 'client', user: 'alice' } });
  });

  it('is stated even where elimination alone would be no more than likely: nothing of the journal was read', () => {
    const told = story(
      STORY,
      without((payload) => payload.kind === 'entry'),
    );
    expect(link(told)).toMatchObject({ mechanism: 'client-request', strength: 'stated', from: { user: 'alice' } });
  });

  it('is stated without the process, too', () => {
    const told = story(STORY, (observations) =>
      observations.map((one): Observation => {
        if (one.payload.kind !== 'client-call') return one;
        const { process: _gone, ...payload } = one.payload;
        return { ...one, payload };
      }),
    );
    expect(link(told)?.from).toEqual({ kind: 'client', busName: expect.stringMatching(/^:1\./) as unknown });
  });

  it('names nobody for another job, another boot, or a job that was there before', () => {
    const job = story(STORY).activation('worker.service').job!.id;
    const other = replaced(`"job":${String(job)}`, `"job":${String(job + 1)}`, isCall);
    const joined = replaced(`"job":${String(job)}`, `"joined":${String(job)}`, isCall);
    const onlyLast = without((payload) => payload.kind === 'client-call' && payload.job === undefined);
    for (const change of [other, joined]) expect(named(story(STORY, (all) => change(onlyLast(all))))).toBeUndefined();
    const elsewhere = withCall((call) => ({ ...call, at: { ...call.at, bootId: '0'.repeat(32) } }));
    expect(named(elsewhere)).toBeUndefined();
  });

  it('leaves no room for a timer that elapsed at the same moment', () => {
    const told = story('caller-of-something-else-live');
    const [mine] = told.starts('other.service');
    expect(mine).toBeDefined();
    expect(told.attribution('other.service')).toMatchObject({ mechanism: 'client-request', strength: 'stated' });
    expect(told.attribution('worker.service')).toMatchObject({ mechanism: 'timer', strength: 'stated' });
  });
});

describe('a call that tells no job', () => {
  const jobless = (usec: bigint, unit = 'worker.service', member = 'StartUnit'): Story => {
    const { at } = story(STORY).activation('worker.service');
    return story(STORY, (observations) => {
      const last = observations.findLast(({ payload }) => isCall(payload));
      return observations
        .filter((one) => !isCall(one.payload) || one === last)
        .map((one): Observation => {
          if (one.payload.kind !== 'client-call') return one;
          const { job: _unknown, ...payload } = one.payload;
          const when = { ...at, realtimeUsec: at.realtimeUsec + usec, monotonicUsec: at.monotonicUsec! + usec };
          return { ...one, at: when, payload: { ...payload, unit, member } };
        });
    });
  };

  it('is likely when it names the unit and came right before', () => {
    expect(named(jobless(-500_000n))).toMatchObject({ certain: false, description: { user: 'alice' } });
    expect(link(jobless(-500_000n))).toMatchObject({ strength: 'correlated', from: { user: 'alice' } });
  });

  it.each([
    ['long before', jobless(-3_000_000n)],
    ['afterwards', jobless(500_000n)],
    ['for another unit', jobless(-500_000n, 'other.service')],
    ['to stop it', jobless(-500_000n, 'worker.service', 'StopUnit')],
  ])('names nobody %s', (_when, told) => {
    expect(named(told)).toBeUndefined();
  });
});

it('whom the manager told the number of a job that a timer had made did not make it', () => {
  const told = story('caller-who-joins-live');
  expect(named(told)).toBeUndefined();
  expect(told.attribution('worker.service')).toMatchObject({ mechanism: 'timer', chain: [{ from: { unit: 'worker.timer' } }] });
  expect(
    story(
      'caller-who-joins-live',
      without((payload) => isEntry(payload, 'Started')),
    ).attribution('worker.service').mechanism,
  ).toBe('timer');
});
