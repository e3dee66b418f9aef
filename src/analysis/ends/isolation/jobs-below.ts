import { areTogether, MAX_IDS } from '../../jobs/job-batch.ts';
import { areApart } from '../../jobs/journal-transaction.ts';
import type { History } from '../../../history/history.ts';
import { within } from '../../../model/instant.ts';
import { heardJob, type Job } from '../../../model/unit-record.ts';

/** The target with the nearest job id below that of a stop job that was reached at the same time, by the journal. */
export function targetReachedBelow(job: Job, history: History): Job | undefined {
  const at = job.logs[0]?.at;
  for (let id = job.id - 1; at !== undefined && id > 0 && id > job.id - MAX_IDS; id -= 1) {
    const other = history.job(id, at);
    if (
      other?.unit.endsWith('.target') === true &&
      other.logs.some((log) => log.phase === 'started' && within(log.at, at, TOGETHER_USEC)) &&
      mayBeTogether(other, job, history)
    )
      return other;
  }
  return undefined;
}

/** Whether two jobs can be of one transaction: what was heard of both says so, or their numbers. */
export function mayBeTogether(other: Job, job: Job, history: History): boolean {
  if (heardJob(other) !== undefined && heardJob(job) !== undefined) return areTogether(other, job, history);
  const [, last] = [other, job].toSorted((a, b) => a.id - b.id);
  const at = last?.logs[0]?.at;
  return at === undefined || !areApart(other, job, at, history);
}

/** What an isolate stops and starts is logged within this time, if nothing is waited for. */
export const TOGETHER_USEC = 2_000_000n;

/** The jobs announced together with this one, and numbered below it, nearest first. */
export function startsBelow(job: Job, history: History): readonly Job[] {
  const { queued } = job;
  if (queued?.known !== 'heard') return [];
  const found: Job[] = [];
  for (let id = job.id - 1; id > 0 && id > job.id - MAX_IDS; id -= 1) {
    const other = history.job(id, queued.at);
    if (other?.queued?.known !== 'heard') continue;
    if (!areTogether(other, job, history)) break;
    if (other.removed === undefined || other.removed.order > queued.order) found.push(other);
  }
  return found;
}
