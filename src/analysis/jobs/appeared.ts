import { instantProperty, isDown, isUp } from '../../model/properties.ts';
import { compareInstants, follows, type Instant } from '../../model/instant.ts';
import type { UnitLoaded, UnitState } from '../../model/fact.ts';
import { heardJob, type Job, type UnitRecord } from '../../model/unit-record.ts';
import type { History } from '../../history/history.ts';
import type { Activation } from '../../model/claim.ts';
import { isInOneGo } from './announced.ts';
import { BATCH_USEC, isSoonBefore } from './job-batch.ts';

const BY_THE_KERNEL = /\.(mount|swap|device)$/;

/**
 * What shows that `owner` became active right before the activation's job was queued, and that no job had asked for it: a mount, swap or device, and a service that leaves the
 * inactive state to wait for its automatic restart. The manager then starts what it names, and stops what it conflicts with
 * (retroactively_start_dependencies() in src/core/unit.c, called for every activation that no job asked for).
 */
export function appearedBefore(activation: Activation, owner: UnitRecord, history: History): UnitState | UnitLoaded | undefined {
  const { job, order } = activation;
  if (heardJob(job) === undefined || order === undefined) return undefined;
  // A unit that the kernel makes known is announced by UnitNew alone, already active.
  if (owner.loaded !== undefined && BY_THE_KERNEL.test(owner.name) && owner.jobs.length === 0 && isSoonBefore(owner.loaded, activation))
    return owner.loaded;
  const appeared = owner.states.findLast(
    (state, position) =>
      state.signalled &&
      isSoonBefore(state, activation) &&
      (state.activeState === 'active' || state.activeState === 'activating') &&
      // A service that reloads of its own accord becomes active without a job as well, and was not down before.
      !isUp(owner.states[position - 1]?.activeState),
  );
  if (appeared === undefined || job === undefined || !isInOneGo(appeared.order, job, history)) return undefined;
  if (appeared.jobId !== undefined) return undefined;
  return owner.jobs.some((one) => mayBringUp(one, appeared, owner)) ? undefined : appeared;
}

/** The state that a job leads to may be signalled after its JobRemoved, with no more than this many signals between. */
const LATE_SIGNALS = 20;

/** Whether a unit may have come up by a job: it was there, or only just gone, and the unit was not seen down since. */
function mayBringUp({ queued, removed }: Job, appeared: UnitState, { states }: UnitRecord): boolean {
  if (queued === undefined || queued.order >= appeared.order) return false;
  if (removed === undefined || removed.order > appeared.order) return true;
  if (removed.order <= appeared.order - LATE_SIGNALS) return false;
  return !states.some(
    ({ order, signalled, activeState }) => signalled && isDown(activeState) && order > removed.order && order < appeared.order,
  );
}

/** Looking back: when such a unit, which has had no job or was stopped by its last one before that, became active, where that was right before `at`. */
export function enteredBefore(at: Instant, { name, jobs, properties }: UnitRecord): Instant | undefined {
  if (!BY_THE_KERNEL.test(name)) return undefined;
  const entered = instantProperty(properties ?? {}, 'ActiveEnterTimestamp', at.bootId);
  if (entered === undefined || jobs.some(({ logs }) => logs.length === 0 || logs.some((log) => compareInstants(log.at, entered) >= 0)))
    return undefined;
  const last = jobs
    .flatMap(({ logs }) => logs)
    .toSorted((one, other) => compareInstants(one.at, other.at))
    .at(-1);
  if (last !== undefined && last.phase !== 'stopped') return undefined;
  return follows(at, entered, BATCH_USEC) ? entered : undefined;
}
