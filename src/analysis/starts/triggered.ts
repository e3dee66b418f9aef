import { compareInstants } from '../../model/instant.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import { wasObserved } from '../jobs/activation.ts';
import { inSubStateSince, wasActiveAt } from '../jobs/unit-activity.ts';
import { ruledOut, type Activation, type Verdict } from '../../model/claim.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { isInRounds } from '../loops/rounds.ts';
import { cameUpLater, firedBefore, stateAt, triggersOf } from '../jobs/trigger.ts';
import { defineMechanism } from './mechanism.ts';

/**
 * Common to sockets and paths: they go to `running` when they queue their unit's job. A socket also follows a unit that was started otherwise,
 * but only once that unit runs (socket_trigger_notify() in src/core/socket.c), so what counts is which of the two came first.
 */
export function judgeTriggered(activation: Activation, history: History, suffix: '.socket' | '.path'): readonly Verdict[] {
  const isSole = history.edges.namedBy(activation.unit.name, 'Triggers').length === 1;
  return triggersOf(activation, history, suffix).map((trigger) => judgeOne(activation, trigger, history, isSole));
}

function judgeOne(activation: Activation, trigger: UnitRecord, history: History, isSole: boolean): Verdict {
  const from = { kind: 'unit', unit: trigger.name } as const;
  const wasRestart = `${trigger.name} queues a start, and this was a restart`;
  if (wasObserved(activation, history)) {
    const fired = firedBefore(activation, trigger, history);
    const queued = activation.job?.queued;
    if (fired !== undefined && isRestart(activation, history)) return ruledOut(from, wasRestart);
    if (fired !== undefined && queued !== undefined) return { strength: 'stated', from, evidence: [fired, queued] };
    const state = stateAt(trigger, activation.order);
    return ruledOut(
      from,
      state === undefined ? `${trigger.name} did not act then` : `${trigger.name} was ${state.subState} and did not act before the job`,
    );
  }
  if (isRestart(activation, history)) return ruledOut(from, wasRestart);
  if (activation.jobReused) return ruledOut(from, 'its job had made an earlier start');
  const { start, unit } = activation;
  const isLatest = start !== undefined && unit.starts.at(-1) === start;
  const running = inSubStateSince(trigger, 'running', activation.at.bootId);
  // Once its service runs, a socket goes to `running` again, whatever started the service: only a state from before the service ran proves anything. A trigger that had fired before the
  // unit went down to wait for its Restart= stays `running` as well (socket_trigger_notify(), path_trigger_notify()).
  const down = start === undefined ? undefined : endBefore(unit, start)?.at;
  const isSinceDown = running !== undefined && (down === undefined || compareInstants(down, running) <= 0);
  if (isLatest && isSinceDown && compareInstants(running, start.at) <= 0) {
    const why = `${trigger.name} went to running before the unit started, and has been since`;
    return { strength: 'stated', from, evidence: [start.first], why };
  }
  if (wasActiveAt(trigger, activation.at) === false) return ruledOut(from, `${trigger.name} was not active`);
  if (cameUpLater(activation, trigger)) return ruledOut(from, `${trigger.name} was started after the job was queued`);
  if (isSole && isInRounds(activation, history)) {
    const why = `time after time it was started in the moment in which it was down, as ${trigger.name} does while it has reason to`;
    return { strength: 'correlated', from, evidence: activation.job?.logs.slice(0, 1) ?? [], why };
  }
  return { strength: 'possible', from, evidence: [], why: `${trigger.name} was there to start it, and keeps no record of each time` };
}

/** A .path saw what it watches for (path_enter_running() in src/core/path.c), also again while its condition stays true. */
export const path = defineMechanism({
  name: 'path',
  judge: (activation, history) => judgeTriggered(activation, history, '.path'),
});
