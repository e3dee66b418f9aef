import { expect, it } from 'vitest';
import { queuedSince, queuedUntil } from '../../../src/analysis/jobs/job-numbers.ts';
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
