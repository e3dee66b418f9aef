import { describe, expect, it } from 'vitest';
import { restartPolicy } from '../../../src/analysis/starts/restart-policy.ts';
import { isEntry, replaced, story, without } from '../story.ts';

describe('Restart= brought the unit back', () => {
  it.each([
    ['restart-policy-live', [0, 1]],
    ['restart-policy-live-257', [0, 1]],
    ['restart-policy-back', [1, 2]],
  ])('%s: stated, with the result that met the setting', (name, indexes) => {
    const told = story(name);
    for (const index of indexes) {
      expect(told.verdicts(restartPolicy, 'worker.service', index)).toMatchObject([
        {
          strength: 'stated',
          from: { kind: 'unit', unit: 'worker.service' },
          setting: 'Restart=on-failure',
        },
      ]);
    }
  });

  it('although the run was stopped at once, and so late signalled that its stop seems to come first', () => {
    const told = story('restart-then-stopped-at-once-live');
    expect(told.starts('crash.service')).toHaveLength(1);
    expect(told.attribution('crash.service')).toMatchObject({ mechanism: 'restart-policy', strength: 'stated' });
  });

  it('as NRestarts tells where the journal does not', () => {
    const mute = story(
      'restart-policy-live',
      without((payload) => payload.source === 'journal'),
    );
    const [claim] = mute.verdicts(restartPolicy, 'worker.service');
    expect(claim).toMatchObject({ strength: 'stated' });
    expect(claim).toHaveProperty('evidence', expect.arrayContaining([expect.objectContaining({ kind: 'unit-detail' })]));
  });

  it('also when a client asked during the hold-off, up to v256: the request waited', () => {
    expect(story('started-by-hand-in-the-hold-off-live').verdicts(restartPolicy, 'worker.service')).toMatchObject([{ strength: 'stated' }]);
  });
});

describe('Restart= is ruled out', () => {
  it('after a clean stop', () => {
    for (const [name, index] of [
      ['clean-stop-then-started-by-hand-live', 0],
      ['clean-stop-then-started-by-hand-back', 1],
    ] as const) {
      expect(story(name).verdicts(restartPolicy, 'worker.service', index)).toEqual([
        {
          ruledOut: true,
          from: { kind: 'unit', unit: 'worker.service' },
          why: 'the last stop was clean and asked for, and Restart=on-failure does not act on a stop',
        },
      ]);
    }
  });

  it('for a restart by hand, though Restart=always is set', () => {
    expect(story('restarted-by-hand-with-restart-always-live').verdicts(restartPolicy, 'worker.service')).toMatchObject([
      { ruledOut: true },
    ]);
    expect(story('client-restart-live').verdicts(restartPolicy, 'worker.service', 2)).toMatchObject([{ ruledOut: true }]);
  });

  it('from v257 when a client asked during the hold-off, which the log says', () => {
    expect(story('started-by-hand-in-the-hold-off-live-262').verdicts(restartPolicy, 'worker.service')).toMatchObject([
      { ruledOut: true, why: 'the restart was still pending when a start was asked for' },
    ]);
  });

  it('when it was scheduled and a stop undid it', () => {
    const stopped = story(
      'restart-policy-back',
      replaced('"JOB_TYPE":"restart"', '"JOB_TYPE":"stop"', (payload) => isEntry(payload, 'Stopped worker')),
    );
    expect(stopped.verdicts(restartPolicy, 'worker.service', 1)).toMatchObject([{ ruledOut: true }]);
  });

  it('when the result is none that the setting acts on', () => {
    const isFailure = (payload: Parameters<typeof isEntry>[0]): boolean => isEntry(payload, "Failed with result 'signal'");
    const quiet = story('restart-policy-back', (all) =>
      replaced(
        'on-failure',
        'on-watchdog',
      )(without((payload) => isEntry(payload, 'Scheduled restart job') || isEntry(payload, 'Stopped worker'))(all)),
    );
    expect(story('restart-policy-back').history.unit('worker.service').logs.length).toBeGreaterThan(0);
    expect(quiet.verdicts(restartPolicy, 'worker.service', 1)).toMatchObject([
      { ruledOut: true, why: 'the last result was signal, and Restart=on-watchdog does not act on it' },
    ]);
    expect(story('restart-policy-back', without(isFailure)).verdicts(restartPolicy, 'worker.service', 1)).toMatchObject([
      { strength: 'stated' },
    ]);
  });

  it('is not even thought of for a unit without Restart=', () => {
    expect(story('client-in-a-unit-live').verdicts(restartPolicy, 'worker.service')).toEqual([]);
  });
});
