import { isDown } from '../../model/properties.ts';
import { countBefore } from '../../history/retention.ts';
import { type Fact, type UnitState, momentOf } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { Job, UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, usecBetween, type Instant, within } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';

/**
 * JobNew signals of one transaction are sent in one go, before any of its jobs runs (manager_dispatch_dbus_queue() in src/core/manager.c);
 * this is the most by which a busy machine was seen to pull them apart.
 */
export const BATCH_USEC = 250_000n;

/** A machine that stalls can pull a trigger's signal and its job's further apart than a batch. */
export const STALL_USEC = 2_000_000n;

/**
 * Whether something happened before the activation's job was queued, and by no more than that. A program that gets no time reads in one go what is far apart,
 * so PID 1's clock decides where it tells; of a job that waits nothing tells but the reading of its announcement.
 */
export function isSoonBefore(fact: Fact, { unit, job, order, at }: Activation, withinUsec = BATCH_USEC): boolean {
  if (order === undefined || fact.order >= order) return false;
  const until = job === undefined ? at : queuedUntil(job, unit);
  if (usecBetween(momentOf(fact), until) <= withinUsec) return true;
  return until === job?.queued?.at && usecBetween(fact.at, until) <= withinUsec;
}

/**
 * Whether two jobs were announced together: neither had run when the other was announced, for signals come in the order in which they were sent. A program that
 * gets no time reads them far apart, or reads in one go what is not together: by PID 1's clock they are together as well, if it tells.
 */
export function areTogether(a: Job, b: Job, history: History): boolean {
  if (a.queued?.known !== 'heard' || b.queued?.known !== 'heard') return false;
  const [first, second] = a.queued.order < b.queued.order ? [a, b] : [b, a];
  if (hasRunBefore(first, second.queued?.order ?? 0, history)) return false;
  return (
    within(queuedUntil(a, history.unit(a.unit)), queuedUntil(b, history.unit(b.unit)), BATCH_USEC) ||
    within(a.queued.at, b.queued.at, BATCH_USEC)
  );
}

/**
 * Whether a unit was down, and nothing came of either job, from the announcement of the one to that of the other: a start that pulls the unit in had then made
 * its job as well, however far apart the two were read.
 */
export function isDownFromOneToTheOther(job: Job, parent: Job, history: History): boolean {
  if (job.queued?.known !== 'heard' || parent.queued?.known !== 'heard') return false;
  const [first, second] = job.queued.order < parent.queued.order ? [job, parent] : [parent, job];
  const [since, until] = [first.queued?.order ?? 0, second.queued?.order ?? 0];
  if (!within(job.queued.at, parent.queued.at, STALL_USEC) || hasRunBefore(first, until, history)) return false;
  const { states, jobs } = history.unit(job.unit);
  // A condition that is not met ends a job, and the unit stays down.
  if (jobs.some(({ id }) => id > parent.id && id < job.id)) return false;
  const from = countBefore(states, since);
  const between = states.slice(Math.max(from - 1, 0), countBefore(states, until));
  return between.length > 0 && between.every(({ activeState }) => isDown(activeState));
}

function hasRunBefore(job: Job, order: number, history: History): boolean {
  const changed = firstChange(job, history.unit(job.unit));
  return changed !== undefined && changed.order < order;
}

/** A job was queued at this moment at the latest: it was announced, logged, or had changed its unit by then. */
function queuedUntil(job: Job, record: UnitRecord): Instant {
  const moments = [job.queued?.at, job.logs[0]?.at, job.removed?.at, firstChange(job, record)?.moment].filter(
    (moment) => moment !== undefined,
  );
  return moments.reduce((first, moment) => (compareInstants(moment, first) < 0 ? moment : first), moments[0] ?? { realtimeUsec: 0n });
}

/** The first new state of a unit after its job was announced, by PID 1's clock; one that is told again is none. */
function firstChange({ queued }: Job, { states }: UnitRecord): { readonly order: number; readonly moment: Instant } | undefined {
  if (queued?.known !== 'heard') return undefined;
  const count = countBefore(states, queued.order);
  const before = states[count - 1];
  for (let index = count; index < states.length; index += 1) {
    const state = states[index];
    if (state?.stateChange !== undefined && isChange(before, state)) return { order: state.order, moment: state.stateChange };
  }
  return undefined;
}

/** The list of units tells no times. */
function isChange(before: UnitState | undefined, { stateChange, activeState, subState }: UnitState): boolean {
  if (before?.stateChange !== undefined && stateChange !== undefined) return compareInstants(stateChange, before.stateChange) > 0;
  return before?.activeState !== activeState || before.subState !== subState;
}
