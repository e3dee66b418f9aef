import { endBefore } from '../../history/run-ends/index.ts';
import { isJobLog, type UnitState } from '../../model/fact.ts';
import { isDown } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import { heardJob, type UnitRecord } from '../../model/unit-record.ts';
import { compareInstants } from '../../model/instant.ts';
import { BATCH_USEC, isSoonBefore, STALL_USEC } from './job-batch.ts';
import type { Activation } from '../../model/claim.ts';
import { hasEarlierJob } from './activation.ts';
import { isInOneGo } from './announced.ts';
import { isOnSameBoot } from './job-numbers.ts';

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
export function firedBefore(activation: Activation, trigger: UnitRecord, history: History): UnitState | undefined {
  return changeBefore(activation, trigger, isFiring, history);
}

/** Whether a trigger may have made the activation's job all the same: on a machine that stalls, or while the unit was still going down and nothing was sent. */
export function mayHaveFired(activation: Activation, trigger: UnitRecord, history: History): boolean {
  return lastChange(activation, trigger, isFiring, history, STALL_USEC) !== undefined;
}

/**
 * The signal of the last such change of a unit, where it came right before the activation's job was announced and no other job of the unit came in between. By the manager's clock the
 * activation's unit was down by then: what happened while that was up has made no start of it.
 */
export function changeBefore(
  activation: Activation,
  source: UnitRecord,
  isCause: (state: UnitState, before: UnitState) => boolean,
  history: History,
): UnitState | undefined {
  const change = lastChange(activation, source, isCause, history, BATCH_USEC);
  return change === undefined || isBeforeEnd(change, activation) ? undefined : change;
}

function lastChange(
  activation: Activation,
  { states }: UnitRecord,
  isCause: (state: UnitState, before: UnitState) => boolean,
  history: History,
  withinUsec: bigint,
): UnitState | undefined {
  const { job, order, jobReused } = activation;
  if (heardJob(job) === undefined || order === undefined || jobReused) return undefined;
  const change = states.findLast((state, index) => {
    const before = states[index - 1];
    return state.signalled && state.order < order && before !== undefined && isCause(state, before);
  });
  if (change === undefined || !isSoonBefore(change, activation, withinUsec)) return undefined;
  if (hasChangedSince(change, states, order)) return undefined;
  if (job === undefined || !isInOneGo(change.order, job, history)) return undefined;
  return hasEarlierJob(activation, (queued) => queued.order > change.order) ? undefined : change;
}

/** Whether a unit was announced in another state than it had got, before a job was announced: then that job does not come from the change, which was told in an earlier go. */
function hasChangedSince({ order, subState }: UnitState, states: readonly UnitState[], until: number): boolean {
  return states.some((state) => state.signalled && state.order > order && state.order < until && state.subState !== subState);
}

function isBeforeEnd({ stateChange }: UnitState, { unit, order }: Activation): boolean {
  const down = order === undefined ? undefined : stateAt(unit, order);
  if (stateChange === undefined || down?.stateChange === undefined || !isDown(down.activeState)) return false;
  return compareInstants(stateChange, down.stateChange) < 0;
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

/**
 * Looking back: whether a trigger came up by a job with a higher number than the activation's, and had not been up since the unit last went down: then it was not there to
 * queue that job, which it does once it is up. So it is of a socket that its own service pulls in.
 */
export function cameUpLater({ unit, job, start }: Activation, trigger: UnitRecord): boolean {
  if (job === undefined) return false;
  const later = trigger.jobs.find((one) => one.id > job.id && isOnSameBoot(one, job) && one.logs.some(({ phase }) => phase === 'started'));
  const up = later?.logs.find(({ phase }) => phase === 'started')?.at;
  if (up === undefined || later?.logs.some(({ phase }) => phase === 'stopping' || phase === 'stopped') === true) return false;
  const since = start === undefined ? undefined : endBefore(unit, start)?.at;
  const runBefore = trigger.logs.findLast((log) => isJobLog(log, 'started', 'stopping', 'stopped') && compareInstants(log.at, up) < 0);
  if (runBefore === undefined) return true;
  return isJobLog(runBefore, 'stopped') && since !== undefined && compareInstants(runBefore.at, since) <= 0;
}

/** The trigger's state when the activation's job was queued, as far as it was signalled. */
export function stateAt(record: UnitRecord, order: number | undefined): UnitState | undefined {
  return order === undefined ? undefined : record.states.findLast((state) => state.order < order);
}
