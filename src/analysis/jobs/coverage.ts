import { countBefore } from '../../history/retention.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { ACTION_OF_TARGET } from '../../systemd/emergency-actions.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import { jobKind } from './job-kind.ts';
import { BATCH_USEC, STALL_USEC } from './job-batch.ts';
import { firedBefore, stateAt, triggersOf } from './trigger.ts';

/** Whether what was not seen on the bus did not happen: the unit's triggers were known then, or nothing at all happened that could have led to its job. */
export function isAllSignalled(activation: Activation, history: History): boolean {
  return isDescribedThen(activation) || isAlone(activation, history);
}

/** What the manager tells later can be less: a trigger that was unloaded meanwhile is not named any more. */
const DESCRIBED_USEC = 250_000n;

function isDescribedThen({ unit, at }: Activation): boolean {
  return unit.firstDescribedAt !== undefined && usecBetween(at, unit.firstDescribedAt) <= DESCRIBED_USEC;
}

/** A unit that was gone before it could be asked about: nothing else that could have led to its job happened just then. */
function isAlone({ unit, order, at }: Activation, history: History): boolean {
  if (order === undefined) return false;
  for (const other of history.units()) {
    if (other !== unit && hasTriggeringState(other, order, at)) return false;
  }
  return true;
}

/** Whether it changed to a telling state just before; what is older than a batch is not looked at, nor a state that is told again. */
function hasTriggeringState({ states, properties, files }: UnitRecord, order: number, at: Instant): boolean {
  // What a unit can start is known from its own settings, and the mechanisms have looked at those.
  if (properties !== undefined || files.length > 0) return false;
  for (let index = countBefore(states, order) - 1; index >= 0; index -= 1) {
    const state = states[index];
    if (state === undefined || usecBetween(state.at, at) > BATCH_USEC) return false;
    if (state.signalled && TRIGGERING.has(state.subState) && states[index - 1]?.subState !== state.subState) return true;
  }
  return false;
}

/** Sub-states by which a trigger that fired, a unit that failed or one that came up by itself shows. */
const TRIGGERING: ReadonlySet<string> = new Set(['running', 'failed', 'auto-restart', 'mounted', 'plugged']);

/** A trigger whose firing has made no job so far; nothing tells whether it was this one. */
export function triggerInDoubt(activation: Activation, history: History): UnitRecord | undefined {
  if (activation.job !== undefined && jobKind(activation.job, history) === 'restart') return undefined;
  return ['.timer', '.path', '.socket', '.automount']
    .flatMap((suffix) => triggersOf(activation, history, suffix))
    .find(
      (trigger) => firedBefore(activation, trigger, STALL_USEC) !== undefined && stateAt(trigger, activation.order)?.subState === 'running',
    );
}

/**
 * What leaves no signal of its own: udev's wish for a device that is there already, an emergency action of a unit that nobody asked about, and a trigger that
 * fires as soon as the manager has reloaded, which is announced anew and tells no change.
 */
export function mayBeUnsignalled(activation: Activation, history: History): boolean {
  const { name } = activation.unit;
  if (ACTION_OF_TARGET[name] !== undefined || isAfterReload(activation, history)) return true;
  return history.edges.namedBy(name, 'Wants').some((owner) => owner.endsWith('.device'));
}

function isAfterReload({ order }: Activation, { observedSpans }: History): boolean {
  const span = order === undefined ? undefined : observedSpans.findLast(({ since }) => since.order <= order);
  return order !== undefined && span?.reloaded !== undefined && span.reloaded.order <= order;
}

/** A manager that ends takes signals along that it had not sent; those of one transaction come in no order. */
const CUT_OFF_USEC = 1_000_000n;

/** Whether the bus was not heard any more soon after a job was queued: then what was not signalled may have happened all the same. */
export function isCutOff({ job }: Activation, { observedSpans }: History): boolean {
  const queued = job?.queued;
  if (queued === undefined) return false;
  const until = observedSpans.find(
    ({ since, until: end }) => since.order <= queued.order && (end === undefined || queued.order <= end.order),
  )?.until;
  return until !== undefined && usecBetween(queued.at, until.at) < CUT_OFF_USEC;
}

/** A job of a unit that stays as it is logs nothing, and its signal is read so much later than it was sent. */
const READ_LATE_USEC = 20_000n;

/** What only the journal tells (bus activation, signals to PID 1) is ruled out once what the job itself logged, or anything later, has been read. */
export function isLogReadUntil(activation: Activation, history: History): boolean {
  if ((activation.job?.logs.length ?? 0) > 0) return true;
  const until = history.journalReadUntil();
  return until !== undefined && usecBetween(activation.at, until) >= -READ_LATE_USEC;
}

/** What belongs to a job is told within so much time of it. */
const NEAR_GAP_USEC = 2_000_000n;

/** Whether something of the journal is missing around then: what nothing tells of may have been told there. */
export function isNearGap({ at }: Pick<Activation, 'at'>, { gaps }: History): boolean {
  return gaps.some(
    ({ source, from, to }) => source === 'journal' && usecBetween(from, at) >= -NEAR_GAP_USEC && usecBetween(at, to) >= -NEAR_GAP_USEC,
  );
}
