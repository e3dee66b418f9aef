import { describe, expect, it } from 'vitest';
import { jobKind } from '../../../src/analysis/jobs/job-kind.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { excerpt, replay } from '../../history/excerpt.ts';
import { without } from '../story.ts';

const busOnly = without(({ source }) => source === 'journal');
const journalOnly = without(({ source }) => source !== 'journal');
const all = (observations: readonly Observation[]): readonly Observation[] => observations;

/** The kinds of a unit's jobs, in the order of their ids. */
function kinds(name: string, unit: string, change = all): Record<number, string> {
  const { history } = replay(change(excerpt(name)));
  return Object.fromEntries(history.unit(unit).jobs.map((job) => [job.id, jobKind(job, history)]));
}

describe('what a job did', () => {
  it('a restart keeps its id and is told from its stop, on the bus and in the journal', () => {
    for (const change of [all, busOnly, journalOnly]) {
      expect(kinds('restarted-by-hand-with-restart-always-live', 'worker.service', change)).toEqual({ 77: 'restart' });
      expect(kinds('client-restart-live', 'worker.service', change)).toEqual({ 77: 'restart', 106: 'restart', 135: 'restart' });
    }
  });

  it('a stop and then a start are two jobs', () => {
    for (const change of [all, busOnly]) {
      expect(Object.values(kinds('clean-stop-then-started-by-hand-live', 'worker.service', change))).toEqual(['stop', 'start']);
    }
    expect(Object.values(kinds('clean-stop-then-started-by-hand-live', 'worker.service', journalOnly)).at(-1)).toBe('start');
  });

  it('a start of what is active already is none', () => {
    const found = Object.values(kinds('already-active-live', 'worker.service', busOnly));
    expect(found).toHaveLength(5);
    expect(new Set(found)).toEqual(new Set(['no-op']));
  });

  it('a start that a condition skipped was a start job, as the journal says it; on the bus its unit must have been seen before', () => {
    expect(new Set(Object.values(kinds('condition-skip-live', 'guarded.service', journalOnly)))).toEqual(new Set(['start']));
    expect(new Set(Object.values(kinds('condition-skip-live', 'guarded.service', busOnly)))).toEqual(new Set(['start', 'unknown']));
  });

  it('the job of Restart= counts as what it does: a restart job up to v253 finds the unit waiting, and starts it', () => {
    expect(new Set(Object.values(kinds('restart-policy-live', 'worker.service', busOnly)))).toEqual(new Set(['start']));
    expect(new Set(Object.values(kinds('restart-policy-live-257', 'worker.service', busOnly)))).toEqual(new Set(['start']));
  });

  it('a job listed before the bus was heard is what ListJobs said', () => {
    const observations = excerpt('already-active-live');
    const list = observations.find(({ payload }) => payload.kind === 'job-list')!;
    const listed = (type: string): Observation[] =>
      observations.flatMap((one) =>
        one === list
          ? [
              {
                ...one,
                payload: { source: 'system-bus', kind: 'job-list', jobs: [{ id: 9, unit: 'worker.service', type, state: 'waiting' }] },
              },
            ]
          : [one],
      );
    const kindOf = (type: string): string | undefined => kinds('already-active-live', 'worker.service', () => listed(type))[9];
    expect(['start', 'restart', 'stop', 'verify-active', 'reload', 'try-restart'].map(kindOf)).toEqual([
      'start',
      'restart',
      'stop',
      'no-op',
      'no-op',
      'unknown',
    ]);
  });
});
