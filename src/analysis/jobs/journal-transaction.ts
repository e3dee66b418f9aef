import { compareInstants, follows, usecBetween, type Instant } from '../../model/instant.ts';
import { endBefore, type End } from '../../history/run-ends/index.ts';
import { type JobLogged, type UnitLog, type UnitLogged, isJobLog, isUnitLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { countUntil } from '../../history/retention.ts';
import type { Job } from '../../model/unit-record.ts';
import type { Activation } from '../../model/claim.ts';
import { BATCH_USEC } from './job-batch.ts';
import { isBeforeStartupFinished } from './boot-phase.ts';
import { isOfBoot } from './boot-transaction.ts';
import { isOrderedAfter, wasInEffect, type Dependency } from './dependency-then.ts';
import { jobKind } from './job-kind.ts';
import { cameAfter, isOnSameBoot, mayBeAnchorToo, queuedSince, queuedUntil, strangerBetween } from './job-numbers.ts';
import { weaker } from '../../model/strength.ts';
import type { Parent } from './transaction.ts';

/** A job appears in the journal when it runs, which ordering dependencies can delay long after its transaction. */
export const ORDERING_USEC = 90_000_000n;
/** The line of a target, and that of a stop, comes when all that it waits for is done: this is how long that is waited for. */
export const LONGEST_USEC = 600_000_000n;
const PROMPT_USEC = 10_000_000n;

/** Looking back: the line with which Restart= queued the job, right before the job's own first line, or before those of a start that was refused for coming too often. */
export function restartScheduled(job: Job, history: History): UnitLog<'restart-scheduled'> | undefined {
  const first = job.logs[0];
  if (first === undefined) return undefined;
  const { logs } = history.unit(job.unit);
  let index = countUntil(logs, first.at) - 1;
  while (logs[index] === first || (first.phase === 'start-failed' && isRefusal(logs[index], logs[index - 1]))) index -= 1;
  const before = logs[index];
  return isUnitLog(before, 'restart-scheduled') ? before : undefined;
}

/** A unit that failed before keeps that result (service_enter_dead() in src/core/service.c). */
function isRefusal(log: JobLogged | UnitLogged | undefined, before: JobLogged | UnitLogged | undefined): boolean {
  if (isUnitLog(log, 'start-limit-hit')) return true;
  return isUnitLog(log, 'failed') && (log.detail.result === 'start-limit-hit' || isUnitLog(before, 'start-limit-hit'));
}

/**
 * Looking back: a start of `parent` pulls in every unit that it names and that is down. So a unit that was down before the parent's job was queued, and whose
 * next job has a higher id, was started by that transaction, unless a job of another anchor stands between them, or the dependency was not there yet. The journal seldom
 * shows when the parent was queued: for a unit that was down before the job ran, and may have been up before that, the claim is only `correlated`, and only `possible` when the
 * unit was up again long before the parent ran.
 */
export function sharedInJournal(
  parent: Job,
  activation: Activation,
  job: Job,
  dependency: Dependency,
  history: History,
): Parent['strength'] | undefined {
  const at = job.logs[0]?.at ?? activation.start?.at;
  // A job that waits has no line.
  const parentAt = parent.logs[0]?.at ?? (parent.queued?.known === 'before' && parent.removed === undefined ? at : undefined);
  if (parentAt === undefined || at === undefined) return undefined;
  const isBoot = isOfBoot(parent, history) && isOfBoot(job, history);
  if (!isBoot && !follows(parentAt, at, LONGEST_USEC, ORDERING_USEC)) return undefined;
  const isBetween = (other: Job): boolean => other !== job && other.id > parent.id && other.id < job.id && isOnSameBoot(other, job);
  if (activation.unit.jobs.some(isBetween)) return undefined;
  if (!isBoot && (strangerBetween(parent, job, history) || areApart(parent, job, at, history))) return undefined;
  const queued = queuedUntil(parent, job, at, history);
  const then = wasInEffect(dependency, queued, at, history);
  if (then === 'no' || isOutOfOrder(parent, job, at, history)) return undefined;
  const strength = strengthOf(parent, activation, job, { at, parentAt, queued }, isBoot, history);
  // The transaction of a startup, of the boot or of a soft reboot, has one anchor.
  const mayHaveSeveral = !isBoot && isBeforeStartupFinished(at, history) !== true;
  if (strength !== undefined && mayHaveSeveral && mayBeAnchorToo(parent, job, history)) return 'possible';
  if (strength === undefined || then === 'yes') return strength;
  return weaker(strength, then === 'unknown' ? 'correlated' : 'possible');
}

/** Whether the job with the lower number had been queued before the other one can have been. */
export function areApart(parent: Job, job: Job, at: Instant, history: History): boolean {
  const [first, last] = parent.id < job.id ? [parent, job] : [job, parent];
  const firstAt = first.logs[0]?.at;
  return firstAt !== undefined && cameAfter(last, at, first, firstAt, history);
}

interface Moments {
  readonly at: Instant;
  readonly parentAt: Instant;
  /** The latest time at which the parent was queued. */
  readonly queued: Instant;
}

function strengthOf(
  parent: Job,
  activation: Activation,
  job: Job,
  { at, parentAt, queued }: Moments,
  isBoot: boolean,
  history: History,
): Parent['strength'] | undefined {
  if (jobKind(job, history) !== 'restart' && activation.start !== undefined) {
    const { unit, start } = activation;
    const end = endBefore(unit, start);
    if (end !== undefined && compareInstants(goingDownSince(end), queued) > 0) return undefined;
    const hasRun = end !== undefined || unit.starts[0] !== start;
    if (hasRun && !wasDownWhenQueued(parent, end, queued, history)) {
      // A parent that is ordered after the unit runs once the unit is up.
      const up = job.logs.find(({ phase }) => phase === 'started')?.at ?? at;
      const isLongDown = end !== undefined && usecBetween(end.at, queued) > ORDERING_USEC;
      return usecBetween(up, parentAt) > BATCH_USEC && !isLongDown ? 'possible' : 'correlated';
    }
  }
  return isBoot || usecBetween(queued, at) <= PROMPT_USEC ? 'stated' : 'correlated';
}

/** What goes down is not up any more: a start of it is queued and waits until it is down (job_is_runnable() in src/core/job.c). */
function goingDownSince({ at, evidence }: End): Instant {
  return evidence
    .filter(
      (fact) =>
        isJobLog(fact, 'stopping') ||
        isUnitLog(fact, 'watchdog-timeout') ||
        (isUnitLog(fact, 'timed-out') && fact.detail.operation !== 'reload'),
    )
    .reduce((first, fact) => (compareInstants(fact.at, first) < 0 ? fact.at : first), at);
}

/** Whether the two jobs ran in an order in which they would not have, had they been of one transaction (job_compare() in src/core/job.c). */
function isOutOfOrder(parent: Job, job: Job, at: Instant, history: History): boolean {
  const [parentKind, kind] = [jobKind(parent, history), jobKind(job, history)];
  const lineOf = (...phases: readonly JobLogged['phase'][]): Instant | undefined =>
    parent.logs.find(({ phase }) => phases.includes(phase))?.at;
  if (kind === 'stop' && parentKind === 'stop') {
    const stopping = lineOf('stopping', 'stopped');
    return stopping !== undefined && compareInstants(stopping, at) < 0 && isOrderedAfter(job.unit, parent.unit, history);
  }
  const finished = lineOf('started');
  if (finished === undefined || compareInstants(at, finished) <= 0) return false;
  return kind === 'restart' || isOrderedAfter(parent.unit, job.unit, history);
}

/**
 * A stop job came before the parent's job, as the unit has no job with an id between them; a unit that went down by itself may still have been up. Until v256 what is asked for during RestartSec= waits for that, and the
 * restart is merged into it: then the parent was there before the line that tells of the restart.
 */
function wasDownWhenQueued(parent: Job, end: End | undefined, queued: Instant, history: History): boolean {
  if (end === undefined) return false;
  if (end.how === 'stopped') return true;
  const scheduled = restartScheduled(parent, history);
  if (scheduled !== undefined && compareInstants(end.at, scheduled.at) <= 0 && compareInstants(scheduled.at, queued) <= 0) return true;
  const first = parent.logs[0]?.at;
  const since = first === undefined ? undefined : queuedSince(parent, first, history);
  return since !== undefined && compareInstants(end.at, since) <= 0;
}
