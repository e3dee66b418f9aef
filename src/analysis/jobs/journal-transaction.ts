import { compareInstants, usecBetween, type Instant, within } from '../../model/instant.ts';
import { endBefore, type End } from '../../history/run-ends/index.ts';
import { type UnitLogged, isUnitLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { Job } from '../../model/unit-record.ts';
import type { Activation } from '../../model/claim.ts';
import { BATCH_USEC } from './job-batch.ts';
import { isBeforeStartupFinished } from './boot-phase.ts';
import { jobKind } from './job-kind.ts';
import { isOnSameBoot, strangerBetween } from './job-numbers.ts';
import type { Parent } from './transaction.ts';

/** A job appears in the journal when it runs, which ordering dependencies can delay long after its transaction. */
export const ORDERING_USEC = 90_000_000n;
const PROMPT_USEC = 10_000_000n;

/** Looking back: the line with which Restart= queued the job, right before the job's own first line. */
export function restartScheduled(job: Job, history: History): UnitLogged | undefined {
  const first = job.logs[0];
  if (first === undefined) return undefined;
  const before = history.unit(job.unit).logs.findLast((log) => log !== first && compareInstants(log.at, first.at) <= 0);
  return isUnitLog(before, 'restart-scheduled') ? before : undefined;
}

/**
 * Looking back: a start of `parent` pulls in every unit that it names and that is down. So a unit that was down before the parent's job was queued, and whose
 * next job has a higher id, was started by that transaction, unless a job of another anchor stands between them. The journal seldom
 * shows when the parent was queued: for a unit that was down before the job ran, and may have been up before that, the claim is only `correlated`, and only `possible` when the
 * unit was up again long before the parent ran.
 */
export function sharedInJournal(parent: Job, activation: Activation, job: Job, history: History): Parent['strength'] | undefined {
  const parentAt = parent.logs[0]?.at;
  const at = job.logs[0]?.at ?? activation.start?.at;
  if (parentAt === undefined || at === undefined) return undefined;
  if (!isInBoot(at, history) && !within(parentAt, at, ORDERING_USEC)) return undefined;
  const isBetween = (other: Job): boolean => other !== job && other.id > parent.id && other.id < job.id && isOnSameBoot(other, job);
  if (activation.unit.jobs.some(isBetween)) return undefined;
  if (!isInBoot(at, history) && strangerBetween(parent, job, history)) return undefined;
  if (jobKind(job, history) === 'restart') {
    const finished = parent.logs.find(({ phase }) => phase === 'started')?.at;
    if (finished !== undefined && compareInstants(at, finished) > 0) return undefined;
  } else if (activation.start !== undefined) {
    const { unit, start } = activation;
    const end = endBefore(unit, start);
    if (end !== undefined && compareInstants(end.at, parentAt) > 0) return undefined;
    const hasRun = end !== undefined || unit.starts[0] !== start;
    if (hasRun && !wasDownWhenQueued(parent, end, history)) {
      // A parent that is ordered after the unit runs once the unit is up.
      const up = job.logs.find(({ phase }) => phase === 'started')?.at ?? at;
      return usecBetween(up, parentAt) > BATCH_USEC ? 'possible' : 'correlated';
    }
  }
  return within(parentAt, at, PROMPT_USEC) ? 'stated' : 'correlated';
}

/** A stop job came before the parent's job, as the unit has no job with an id between them; a unit that went down by itself may still have been up. */
function wasDownWhenQueued(parent: Job, end: End | undefined, history: History): boolean {
  if (end === undefined) return false;
  if (end.how === 'stopped') return true;
  const scheduled = restartScheduled(parent, history);
  return scheduled !== undefined && compareInstants(end.at, scheduled.at) <= 0;
}

/** The boot transaction holds nearly all jobs until the startup is finished; other transactions come in between and do not end it. */
function isInBoot(at: Instant, history: History): boolean {
  return isBeforeStartupFinished(at, history) === true;
}
