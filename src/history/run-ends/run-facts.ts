import { compareInstants } from '../../model/instant.ts';
import {
  type Fact,
  type JobLogged,
  type UnitDetail,
  type UnitLogged,
  type UnitState,
  isJobLog,
  isUnitLog,
  momentOf,
} from '../../model/fact.ts';
import { invocationIdProperty, textProperty, isDown } from '../../model/properties.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import { defined } from '../../defined.ts';

/** A run of a unit, from its start to the next one; either may be unknown. */
export interface Run {
  readonly record: UnitRecord;
  readonly start: StartRecord | undefined;
  readonly next: StartRecord | undefined;
}

/** The facts of one run, in the order of time. */
export interface RunFacts {
  /** Lines up to the first that shows how it ended, and those of the job that ended it; none of a start limit that was hit later. */
  readonly logs: readonly (JobLogged | UnitLogged)[];
  /** The start limit that was hit while a stop was under way: that ended it at once. */
  readonly cutShort?: UnitLogged;
  /** The first state in which it was down, if it was signalled. */
  readonly wentDown?: UnitState;
  /** When it was down already at the first sight of it: the state of then, whose own time tells since when. */
  readonly wasDown?: UnitState;
  /** The properties of its type until then. */
  readonly details: readonly UnitDetail[];
  /** The manager's properties, when they are those of this run and it is over. */
  readonly over?: NonNullable<UnitRecord['properties']>;
}

/** The facts of a run: by its InvocationID where they carry one, else by their time. */
export function factsOfRun({ record, start, next }: Run): RunFacts {
  const isWithin = (fact: Fact): boolean => {
    const at = momentOf(fact);
    return (start === undefined || compareInstants(at, start.at) >= 0) && (next === undefined || compareInstants(at, next.at) <= 0);
  };
  const isOf = (fact: JobLogged | UnitLogged | UnitState): boolean => {
    if (fact.invocationId === undefined) return isWithin(fact);
    if (start?.invocationId !== undefined) return fact.invocationId === start.invocationId;
    return fact.invocationId !== next?.invocationId && isWithin(fact);
  };
  const all = record.logs.filter(isOf);
  const limit = all.findIndex((log) => isUnitLog(log, 'start-limit-hit'));
  const isEndOf = (fact: UnitState): boolean => isDownBefore(fact, next) || (isOf(fact) && !isDownBefore(fact, start));
  const wentDown = record.states.find((fact, index) => isEndOf(fact) && isGoingDown(fact, record.states[index - 1]));
  const until = wentDown === undefined ? undefined : isDownBefore(wentDown, next) ? wentDown.order - 1 : wentDown.order;
  const details = record.details.filter((fact) => (until === undefined ? isWithin(fact) : isBefore(fact, until, start)));
  const over = propertiesOfOver(record, start);
  const wasDown = wentDown === undefined ? downAtFirstSight(record.states.filter(isOf), start) : undefined;
  const logs = limit < 0 ? all : all.slice(0, limit);
  return defined({ logs, cutShort: limit < 0 ? undefined : stoppingCutShort(logs, all[limit]), details, wentDown, wasDown, over });
}

/** A start that is asked for while the unit stops takes the stop job back; where it is refused for its start limit, the unit has failed, whatever is left of it (service_start() in src/core/service.c). */
function stoppingCutShort(before: RunFacts['logs'], limit: JobLogged | UnitLogged | undefined): UnitLogged | undefined {
  const stopping = before.findLastIndex((log) => isJobLog(log, 'stopping'));
  if (stopping < 0 || limit?.kind !== 'unit-logged') return undefined;
  const isOver = before.slice(stopping).some((log) => isJobLog(log, 'stopped') || isUnitLog(log, 'failed') || isUnitLog(log, 'succeeded'));
  return isOver ? undefined : limit;
}

/**
 * Whether a state with a run's InvocationID belongs to the time before the run: when a unit is stopped and started at once, the signal of the stop is sent
 * after the unit has its new InvocationID.
 */
function isDownBefore({ order, stateChange }: UnitState, run: StartRecord | undefined): boolean {
  return run?.order === order && stateChange !== undefined && compareInstants(stateChange, run.at) < 0;
}

/** The signal of the type's own properties comes right before that of the state, and a new start resets them. */
function isBefore(detail: UnitDetail, until: number, start: StartRecord | undefined): boolean {
  return detail.order < until && (start?.order === undefined || detail.order >= start.order - 1);
}

/** The state that tells since when a run was over that nobody saw end. A unit is still down, since before, when its new InvocationID is first signalled. */
function downAtFirstSight(states: readonly UnitState[], start: StartRecord | undefined): UnitState | undefined {
  const [first] = states;
  if (first === undefined || !isOver(first)) return undefined;
  const isSince = ({ stateChange }: UnitState): boolean =>
    stateChange !== undefined && (start === undefined || compareInstants(stateChange, start.at) >= 0);
  return states.find((state) => isOver(state) && isSince(state));
}

/** A change from up to down; neither a repeated signal while the unit is down nor the state after waiting for an automatic restart is one. */
function isGoingDown(state: UnitState, before: UnitState | undefined): boolean {
  return state.signalled && isOver(state) && before !== undefined && !isOver(before);
}

/** With RestartMode=direct a unit is never inactive between two runs. */
function isOver({ activeState, subState }: UnitState): boolean {
  return isDown(activeState) || subState.startsWith('auto-restart');
}

function propertiesOfOver({ properties }: UnitRecord, start: StartRecord | undefined): RunFacts['over'] {
  if (properties === undefined || start?.invocationId === undefined) return undefined;
  if (invocationIdProperty(properties) !== start.invocationId) return undefined;
  return isDown(textProperty(properties, 'ActiveState')) ? properties : undefined;
}
