import type { UnitState } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { heardJob, type UnitRecord } from '../../model/unit-record.ts';
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
  return changeBefore(activation, trigger, isFiring, withinUsec);
}

/** The signal of the last such change of a unit, where it came right before the activation's job was announced and no other job of the unit came in between. */
export function changeBefore(
  activation: Activation,
  { states }: UnitRecord,
  isCause: (state: UnitState, before: UnitState) => boolean,
  withinUsec = BATCH_USEC,
): UnitState | undefined {
  const { job, order, jobReused } = activation;
  if (heardJob(job) === undefined || order === undefined || jobReused) return undefined;
  const change = states.findLast((state, index) => {
    const before = states[index - 1];
    return state.signalled && state.order < order && before !== undefined && isCause(state, before);
  });
  if (change === undefined || !isSoonBefore(change, activation, withinUsec)) return undefined;
  return hasEarlierJob(activation, (queued) => queued.order > change.order) ? undefined : change;
}

function isFiring(state: UnitState, before: UnitState): boolean {
  if (state.subState !== 'running') return false;
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
