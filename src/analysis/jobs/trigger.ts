import type { UnitState } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { compareInstants } from '../../model/instant.ts';
import { BATCH_USEC, isSoonBefore } from './job-batch.ts';
import type { Activation } from '../../model/claim.ts';
import { hasEarlierJob } from './activation.ts';

/** The units of one type (`.timer`, `.socket` …) that trigger the unit. */
export function triggersOf(activation: Activation, history: History, suffix: string): readonly UnitRecord[] {
  return history.edges
    .namedBy(activation.unit.name, 'Triggers')
    .filter((name) => name.endsWith(suffix))
    .map((name) => history.unit(name));
}

/**
 * The signal by which a trigger went to `running` right before the activation's job was announced. A trigger unit announces itself before the job
 * that it queues; one that merely follows its unit (a socket after a manual start) announces itself after. Each firing makes at most one job, the first.
 */
export function firedBefore(activation: Activation, trigger: UnitRecord, withinUsec = BATCH_USEC): UnitState | undefined {
  const { job, order } = activation;
  if (job?.queued?.known !== 'heard' || order === undefined || activation.jobReused) return undefined;
  const fired = trigger.states.findLast((state, index) => state.order < order && isFiring(state, trigger.states[index - 1]));
  if (fired === undefined || !isSoonBefore(fired, activation, withinUsec)) return undefined;
  return hasEarlierJob(activation, (queued) => queued.order > fired.order) ? undefined : fired;
}

function isFiring(state: UnitState, before: UnitState | undefined): boolean {
  if (!state.signalled || state.subState !== 'running' || before === undefined) return false;
  if (before.subState !== 'running') return true;
  return (
    state.unit.endsWith('.path') &&
    state.stateChange !== undefined &&
    before.stateChange !== undefined &&
    compareInstants(state.stateChange, before.stateChange) > 0
  );
}

/** The trigger's state when the activation's job was queued, as far as it was signalled. */
export function stateAt(record: UnitRecord, order: number | undefined): UnitState | undefined {
  return order === undefined ? undefined : record.states.findLast((state) => state.order < order);
}
