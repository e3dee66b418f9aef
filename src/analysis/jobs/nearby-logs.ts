import { compareInstants, follows, isBetween, usecBetween, type Instant } from '../../model/instant.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import {
  isJobLog,
  momentOf,
  type HostLog,
  type HostLogEvent,
  type HostLogged,
  type UnitLog,
  type UnitLogEvent,
  type UnitLogged,
} from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { countBefore } from '../../history/retention.ts';
import { waitedSince } from '../../history/waited-since.ts';
import { isUp } from '../../model/properties.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import type { Activation } from '../../model/claim.ts';
import { hasEarlierJob } from './activation.ts';

/** The last line of one kind about a unit that was logged at most `withinUsec` before the activation. */
export function unitLogBefore<E extends UnitLogEvent['event']>(
  record: UnitRecord,
  event: E,
  activation: Activation,
  withinUsec: bigint,
): UnitLog<E> | undefined {
  return linesOf(record, event).findLast((log) => isShortlyBefore(log, activation, withinUsec));
}

/**
 * The last such line of the time in which a start waited for a unit that it comes after, or logged at most `withinUsec` before that: what it tells of may have queued the job that
 * waited. Of a job that was heard when it was queued the time is known, and this tells nothing.
 */
export function unitLogBeforeWait<E extends UnitLogEvent['event']>(
  record: UnitRecord,
  event: E,
  activation: Activation,
  withinUsec: bigint,
  history: History,
): UnitLog<E> | undefined {
  const waited = waitBefore(activation, history);
  if (waited === undefined) return undefined;
  return linesOf(record, event).findLast(
    ({ at }) => at.bootId === waited.bootId && compareInstants(at, activation.at) <= 0 && usecBetween(at, waited) <= withinUsec,
  );
}

/** Since when a start that is known by its lines alone can have waited. */
export function waitBefore({ unit, job, at }: Activation, history: History): Instant | undefined {
  return job?.queued?.known === 'heard' ? undefined : waitedSince(unit, at, history);
}

/** The lines of one kind about no unit in particular, logged at most `withinUsec` before the activation, latest first. */
export function hostLogsBefore<E extends HostLogEvent['event']>(
  history: History,
  event: E,
  activation: Activation,
  withinUsec: bigint,
): readonly HostLog<E>[] {
  return history.hostLogs
    .filter((log): log is HostLog<E> => log.detail.event === event && isShortlyBefore(log, activation, withinUsec))
    .toReversed();
}

/** A signal has the time at which it was read, a line that at which it was logged; a line may seem this much later than the signal that follows it. */
const LATE_USEC = 20_000n;

/** The job's first line is stamped by the same clock, so a line after it did not cause the job. */
function isShortlyBefore(log: UnitLogged | HostLogged, activation: Activation, withinUsec: bigint): boolean {
  const first = activation.job?.logs[0];
  if (first !== undefined && compareInstants(log.at, first.at) > 0) return false;
  return follows(activation.at, log.at, withinUsec, LATE_USEC);
}

/** Whether the unit was down at `at`, or going down, and this is its first activation since: a request made then led to nothing else. */
export function isFirstActivationAfter(activation: Activation, at: Instant): boolean {
  const down = downBefore(activation);
  return isFirstJobAfter(activation, at) && (down === undefined || compareInstants(down.since, at) <= 0);
}

/** Whether no other activation of the unit came between `at` and this one. */
export function isFirstJobAfter(activation: Activation, at: Instant): boolean {
  const { job, start, unit, at: decidedAt } = activation;
  if (job?.queued?.known === 'heard' && hasEarlierJob(activation, (queued) => compareInstants(queued.at, at) > 0)) return false;
  const hasActed = unit.starts.some((other) => other !== start && isBetween(other.at, at, decidedAt));
  return !hasActed;
}

/**
 * From when on the unit was going down before an activation, and when it was down; undefined when it had not been up. A start that is queued while a unit
 * goes down waits until it is down (job_run_and_invalidate() in src/core/job.c).
 */
export function downBefore({ start, unit }: Activation): { readonly since: Instant; readonly until: Instant } | undefined {
  const end = start === undefined ? undefined : endBefore(unit, start);
  if (start === undefined || end === undefined) return undefined;
  const before = unit.starts[unit.starts.indexOf(start) - 1];
  const isBetween = (moment: Instant): boolean =>
    compareInstants(moment, end.at) <= 0 && (before === undefined || compareInstants(moment, before.at) >= 0);
  const stopping = unit.logs.findLast((log) => isJobLog(log, 'stopping') && isBetween(log.at))?.at;
  const states = start.order === undefined ? [] : unit.states.slice(0, countBefore(unit.states, start.order));
  const lastUp = states.findLastIndex(({ activeState }) => isUp(activeState) && activeState !== 'deactivating');
  const leaving = states[lastUp + 1];
  const left = lastUp < 0 || leaving?.activeState !== 'deactivating' ? undefined : momentOf(leaving);
  const moments = [stopping, left].filter((moment) => moment !== undefined).filter(isBetween);
  return { since: moments.reduce((first, moment) => (compareInstants(moment, first) < 0 ? moment : first), end.at), until: end.at };
}
