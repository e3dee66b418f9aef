import type { Activation } from '../../model/claim.ts';
import { isSoonBefore } from '../jobs/job-batch.ts';
import { type Fact, type UnitLogged, isJobLog } from '../../model/fact.ts';
import { isUp } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, follows, isBetween, type Instant } from '../../model/instant.ts';

/** The journal has the end of one unit and the stop of its dependents within this time. */
const LOGGED_USEC = 1_000_000n;

/** The fact that shows that a unit entered one of these states right before a stop job of another was queued or logged; live, the signal of that change. */
export function wentDownBefore(record: UnitRecord, activation: Activation, states: readonly string[]): Fact | undefined {
  const { unit, job, at, order } = activation;
  if (job?.queued?.known === 'heard' && order !== undefined) {
    const up = cameUpIn(unit, order);
    return record.states.find((state, index) => {
      const before = record.states[index - 1];
      const isChange = before !== undefined && before.activeState !== state.activeState;
      if (!state.signalled || !isChange || !states.includes(state.activeState) || !isSoonBefore(state, activation)) return false;
      // What was over before the unit's own run came up did not end that.
      return state.stateChange === undefined || up === undefined || compareInstants(state.stateChange, up) >= 0;
    });
  }
  const since = unit.starts.findLast((start) => compareInstants(start.at, at) <= 0)?.at;
  return record.logs.findLast((log) => {
    if (!follows(at, log.at, LOGGED_USEC)) return false;
    // What was over before the unit's own run came up did not end that, nor did what was up again.
    if (since !== undefined && compareInstants(log.at, since) < 0) return false;
    if (record.logs.some((other) => isJobLog(other, 'started') && isBetween(other.at, log.at, at))) return false;
    if (log.kind === 'job-logged') return log.phase === 'stopped';
    return hasEnded(log) || (states.includes('deactivating') && isEndedByManager(log));
  });
}

function hasEnded({ detail: { event } }: UnitLogged): boolean {
  return event === 'failed' || event === 'succeeded' || event === 'process-exit';
}

/** Whether a line tells that the manager begins to stop a service without a job: it ran for too long, or said nothing for too long. */
function isEndedByManager({ detail }: UnitLogged): boolean {
  return detail.event === 'watchdog-timeout' || (detail.event === 'timed-out' && detail.operation !== 'reload');
}

/** When the run came up, by the manager's clock, in which a job of the unit was announced. */
function cameUpIn({ states }: UnitRecord, order: number): Instant | undefined {
  return states.findLast((state, index) => state.order < order && isUp(state.activeState) && !isUp(states[index - 1]?.activeState))
    ?.stateChange;
}

/** The signal, or looking back the line, by which a unit came up right before its own stop job was queued. */
export function cameUpBefore({ states, logs }: UnitRecord, activation: Activation): Fact | undefined {
  const { job, at, order } = activation;
  if (job?.queued?.known === 'heard' && order !== undefined) {
    return states.findLast(
      (state, index) =>
        state.order < order &&
        state.activeState === 'active' &&
        states[index - 1]?.activeState !== 'active' &&
        isSoonBefore(state, activation),
    );
  }
  return logs.findLast((log) => isJobLog(log, 'started') && follows(at, log.at, AT_ONCE_USEC));
}

/** The manager looks whether a unit is needed in the loop in which it comes up. */
const AT_ONCE_USEC = 100_000n;
