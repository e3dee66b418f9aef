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

/** So many units seldom stop in one moment but for an isolate. */
const MANY = 5;
const MOMENT_USEC = 100_000n;
/** The numbers of their jobs lie this close. */
const CLOSE_IDS = 100;

/** Whether many other units began to stop in the moment in which this one did, by jobs that can be of one transaction. */
export function isStopOfMany(job: Job, history: History): boolean {
  const at = job.logs[0]?.at;
  if (at === undefined) return false;
  const units = new Set<string>();
  for (let id = Math.max(1, job.id - CLOSE_IDS); id < job.id + CLOSE_IDS && units.size < MANY; id += 1) {
    const other = id === job.id ? undefined : history.job(id, at);
    const line = other?.logs[0];
    if (other === undefined || (line?.phase !== 'stopping' && line?.phase !== 'stopped')) continue;
    if (within(line.at, at, MOMENT_USEC) && mayBeTogether(other, job, history)) units.add(other.unit);
  }
  return units.size >= MANY;
}
