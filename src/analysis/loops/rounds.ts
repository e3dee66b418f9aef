import { endOf } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import { compareInstants, follows, type Instant } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import { heardJob, type Job, type UnitRecord } from '../../model/unit-record.ts';
import { activationOfJob } from '../jobs/activation.ts';
import { jobKind } from '../jobs/job-kind.ts';
import { isOnSameBoot, queuedUntil } from '../jobs/job-numbers.ts';
import { restartScheduled } from '../jobs/journal-transaction.ts';
import { pulledInBy } from '../jobs/transaction.ts';

/** A trigger whose condition holds on queues the next job in the moment in which its unit is down (socket_trigger_notify(), path_trigger_notify()). */
const AT_ONCE_USEC = 50_000n;
/** Fewer can be somebody's who asks again and again. */
const ROUNDS = 4;

/**
 * Looking back: whether a job is one of at least four of its unit that were queued each in the moment in which the one before was over, and none by Restart= or by another unit: what
 * triggers the unit still had reason to.
 */
export function isInRounds({ unit, job }: Activation, history: History): boolean {
  if (job === undefined || heardJob(job) !== undefined) return false;
  const jobs = unit.jobs.filter((other) => isOnSameBoot(other, job)).toSorted((a, b) => a.id - b.id);
  const index = jobs.indexOf(job);
  const isAgain = (at: number): boolean => {
    const [before, next] = [jobs[at - 1], jobs[at]];
    return before !== undefined && next !== undefined && isAtOnceAfter(before, next, unit, history);
  };
  if (!isAgain(index)) return false;
  let [first, last] = [index, index];
  while (isAgain(first - 1) && last - first < ROUNDS) first -= 1;
  while (isAgain(last + 1) && last - first < ROUNDS) last += 1;
  // The first of them was queued after one more.
  return last - first + 2 >= ROUNDS;
}

function isAtOnceAfter(before: Job, next: Job, unit: UnitRecord, history: History): boolean {
  const [over, first] = [downAfter(before, unit), next.logs[0]?.at];
  if (over === undefined || first === undefined || jobKind(next, history) !== 'start') return false;
  if (!follows(queuedUntil(next, next, first, history), over, AT_ONCE_USEC) || restartScheduled(next, history) !== undefined) return false;
  return pulledInBy(activationOfJob(next, history), history) === undefined;
}

/** When the unit was down after a job: when its run had ended by itself, or when the job failed. */
function downAfter(job: Job, unit: UnitRecord): Instant | undefined {
  const last = job.logs.at(-1);
  const start = unit.starts.find((one) => one.job === job);
  const end = start === undefined ? undefined : endOf(unit, start);
  if (end?.how === 'stopped') return undefined;
  const failed = last?.phase === 'start-failed' || last?.phase === 'skipped' ? last.at : undefined;
  if (end === undefined || failed === undefined) return end?.at ?? failed;
  return compareInstants(end.at, failed) > 0 ? end.at : failed;
}
