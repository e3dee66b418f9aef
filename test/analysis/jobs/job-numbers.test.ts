import { describe, expect, it } from 'vitest';
import { createHistory } from '../../../src/history/history.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { linesWith, withFields } from '../../history/journal-lines.ts';
import { queuedSince, queuedUntil, strangerBetween } from '../../../src/analysis/jobs/job-numbers.ts';
import { compareInstants } from '../../../src/model/instant.ts';
import { isJobLog } from '../../../src/model/fact.ts';
import { story } from '../story.ts';

it('a job was queued after the last line about the job that its unit had before, and before any line about a later one', () => {
  const { history, activation } = story('part-of-restart-back');
  const { job, at, unit } = activation('part.service', 1);
  if (job === undefined) throw new Error('the start has no job');
  const before = unit.logs.findLast((log) => isJobLog(log, 'started') && compareInstants(log.at, at) < 0);
  const since = queuedSince(job, at, history);
  expect(since).toEqual(before?.at);
  expect(compareInstants(queuedUntil(job, job, at, history), at)).toBeLessThanOrEqual(0);
  expect(compareInstants(since ?? at, queuedUntil(job, job, at, history))).toBeLessThan(0);
});

describe('a stop between two jobs', () => {
  const PROPERTIES = { Requires: [], Wants: [], BindsTo: [], Upholds: [], PartOf: [], Requisite: [], Conflicts: [], LoadState: 'loaded' };

  /** Jobs 10 (day.target), 11 (a stop of base.service) and 12 (a stop of part.service); day.target wants base.service and conflicts with part.service, and a line of its file is `setting`. */
  function isStranger(setting: string, base: Readonly<Record<string, readonly string[]>> = {}): boolean {
    const history = createHistory('system');
    const [pattern] = linesWith(252, 'Stopped').filter(({ payload }) => payload.kind === 'entry' && payload.fields['JOB_TYPE'] === 'stop');
    const describe = (unit: string, properties: Readonly<Record<string, readonly string[]>>): Observation => ({
      ...pattern!,
      payload: {
        source: 'system-bus',
        kind: 'unit-properties',
        unit,
        properties: { Id: unit, Names: [unit], ...PROPERTIES, ...properties },
      },
    });
    const line = (UNIT: string, JOB_ID: string, JOB_TYPE: string): Observation => withFields(pattern!, { UNIT, JOB_ID, JOB_TYPE });
    const path = '/etc/systemd/system/day.target';
    const observations: readonly Observation[] = [
      describe('day.target', { Wants: ['base.service'], Conflicts: ['part.service'] }),
      describe('base.service', base),
      describe('part.service', { PartOf: ['base.service'] }),
      { ...pattern!, payload: { source: 'unit-files', kind: 'unit-file', unit: 'day.target', path, text: `[Unit]\n${setting}\n` } },
      ...[line('day.target', '10', 'start'), line('base.service', '11', 'stop'), line('part.service', '12', 'stop')],
    ];
    observations.forEach((one, sequence) => history.add({ ...one, sequence }));
    const [first, last] = ['day.target', 'part.service'].map((name) => history.unit(name).jobs[0]);
    expect([first?.id, last?.id]).toEqual([10, 12]);
    return strangerBetween(first!, last!, history);
  }

  it('did not come with the start of what only wants the unit', () => {
    expect(isStranger('Wants=base.service')).toBe(true);
  });

  it('may have come with the start of what it conflicts with, and with an isolate', () => {
    expect(isStranger('Wants=base.service', { Conflicts: ['day.target'] })).toBe(false);
    expect(isStranger('AllowIsolate=yes')).toBe(false);
  });

  it('may have come with the stop of what conflicts', () => {
    expect(isStranger('Wants=base.service', { BindsTo: ['part.service'] })).toBe(false);
  });
});
