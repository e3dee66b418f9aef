import { isDown } from '../../model/properties.ts';
import { countBefore } from '../../history/retention.ts';
import { type Fact, type UnitState, momentOf } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { Job, UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, usecBetween, type Instant, within } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';

/**
 * JobNew signals of one transaction are sent together, before any of its jobs runs (manager_dispatch_dbus_queue() in src/core/manager.c);
 * this is the largest distance that was seen between them on a busy machine.
 */
export const BATCH_USEC = 250_000n;

/** The largest distance between the ids of two jobs of one transaction, ids of dropped jobs included. */
export const MAX_IDS = 2_000;

/** On a machine that stalls, a trigger's signal and the JobNew of its job can be further apart than BATCH_USEC. */
export const STALL_USEC = 2_000_000n;

/**
 * Whether something happened before the activation's job was queued, by at most `withinUsec`. When this program gets no processor time it reads distant signals together,
 * so PID 1's clock decides where a signal carries it; for a job that waits there is only the time at which its JobNew was read.
 */
export function isSoonBefore(fact: Fact, { unit, job, order, at }: Activation, withinUsec = BATCH_USEC): boolean {
  if (order === undefined || fact.order >= order) return false;
  const until = job === undefined ? at : queuedUntil(job, unit);
  if (usecBetween(momentOf(fact), until) <= withinUsec) return true;
  return until === job?.queued?.at && usecBetween(fact.at, until) <= withinUsec;
}

/**
 * Whether the JobNew signals of two jobs were sent together: neither job had run when the other was announced, as signals arrive in the order in which they were sent.
 * When this program gets no processor time, the times of reading can mislead, so PID 1's clock is compared as well where a signal carries it.
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
 * The unit's state as the manager queued a job, by what was signalled up to `until`. A change of the unit is announced before the JobNew of its job, and tells of the job already; with more to do the manager can have run
 * the job by the time at which it sends that JobNew (manager_dispatch_run_queue() before manager_dispatch_dbus_queue() in src/core/manager.c).
 */
export function stateWhenQueued({ id, queued }: Job, { states }: UnitRecord, until = queued?.order ?? 0): UnitState | undefined {
  if (queued?.known !== 'heard') return undefined;
  let index = countBefore(states, Math.min(until, queued.order)) - 1;
  while (states[index]?.jobId === id && states[index - 1]?.jobId === id) index -= 1;
  return states[index];
}

/**
 * Whether a job was removed before another was queued. A transaction that comes about while the manager runs its jobs, as by OnFailure= of a start that was refused, has run in part
 * before the rest of it is announced; but then nothing was announced of the unit after its job (a client's call is heard only after all that waits was sent).
 */
export function isOverBefore(parent: Job, { id, unit, queued }: Job, history: History): boolean {
  const { removed } = parent;
  if (removed === undefined || queued === undefined || removed.order > queued.order) return false;
  const { states } = history.unit(unit);
  let index = countBefore(states, queued.order);
  while (states[index - 1]?.jobId === id) index -= 1;
  const installed = Math.min(states[index]?.order ?? queued.order, queued.order);
  const after = history.unit(parent.unit).states;
  const next = after.slice(countBefore(after, removed.order)).find(({ signalled }) => signalled);
  return next === undefined || next.order < installed;
}

/**
 * Whether a unit was down, and neither job had run, between the JobNew of the one and that of the other: then a start that pulls the unit in had queued
 * its job as well, however far apart the two signals were read.
 */
export function isDownFromOneToTheOther(job: Job, parent: Job, history: History): boolean {
  if (job.queued?.known !== 'heard' || parent.queued?.known !== 'heard') return false;
  const [first, second] = job.queued.order < parent.queued.order ? [job, parent] : [parent, job];
  const [since, until] = [first.queued?.order ?? 0, second.queued?.order ?? 0];
  if (!within(job.queued.at, parent.queued.at, STALL_USEC) || hasRunBefore(first, until, history)) return false;
  const { states, jobs } = history.unit(job.unit);
  // A condition that fails ends a job and leaves the unit down.
  if (jobs.some(({ id }) => id > parent.id && id < job.id)) return false;
  const from = countBefore(states, since);
  const between = states.slice(Math.max(from - 1, 0), countBefore(states, until));
  return between.length > 0 && between.every(({ activeState }) => isDown(activeState));
}

function hasRunBefore(job: Job, order: number, history: History): boolean {
  const changed = firstChange(job, history.unit(job.unit));
  return changed !== undefined && changed.order < order;
}

/** The latest time at which a job can have been queued: the earliest of its JobNew, its log lines and the first change of its unit. */
function queuedUntil(job: Job, record: UnitRecord): Instant {
  const moments = [job.queued?.at, job.logs[0]?.at, job.removed?.at, firstChange(job, record)?.moment].filter(
    (moment) => moment !== undefined,
  );
  return moments.reduce((first, moment) => (compareInstants(moment, first) < 0 ? moment : first), moments[0] ?? { realtimeUsec: 0n });
}

/** The first change of a unit's state after the JobNew of its job, by PID 1's clock; a signal that repeats the state is no change. */
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

/** ListUnits has no timestamps. */
function isChange(before: UnitState | undefined, { stateChange, activeState, subState }: UnitState): boolean {
  if (before?.stateChange !== undefined && stateChange !== undefined) return compareInstants(stateChange, before.stateChange) > 0;
  return before?.activeState !== activeState || before.subState !== subState;
}
