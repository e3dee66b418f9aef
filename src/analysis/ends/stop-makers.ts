import { isUp } from '../../model/properties.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { endOf } from '../../history/run-ends/index.ts';
import { BATCH_USEC } from '../jobs/job-batch.ts';
import { hasJobMaker, type StopMaker } from '../../systemd/jobs/job-makers.ts';
import type { History } from '../../history/history.ts';
import type { EndMechanism } from '../../model/mechanism.ts';
import { wasActiveAt } from '../jobs/unit-activity.ts';
import { forgottenNeighbour, strangersAround, whyForgotten } from '../jobs/neighbours.ts';
import { unitsToStopWith } from '../jobs/transaction.ts';
import { stateAt } from '../jobs/trigger.ts';
import { mayExpire } from './automount-idle.ts';
import type { Ending, StopJob } from './ending.ts';
import { startsBelow } from './isolation/jobs-below.ts';
import { isNeeding, stopsWhenUnneeded } from './stop-when-unneeded.ts';
import { waitingNeighbour, whyMerged } from './waiting-neighbour.ts';

/** How a row of the table of job makers is answered for a stop. */
interface Answer {
  /** The mechanism that claims such a stop. */
  readonly by: EndMechanism;
  /** Where the mechanism saw nothing: why it may have been so all the same. Without it, a mechanism that claims nothing has excluded it. */
  readonly doubt?: (ending: Ending, stop: StopJob, history: History) => Doubt | undefined;
}

/** Why something else may have been, and how likely a client then still is. */
interface Doubt {
  readonly why: string;
  readonly client: 'correlated' | 'possible';
}

const likely = (why: string): Doubt => ({ why, client: 'correlated' });

const ifIsolated = (_ending: Ending, { job }: StopJob, history: History): Doubt | undefined => {
  const [anchor] = startsBelow(job, history);
  return anchor === undefined ? undefined : likely(`the job of ${anchor.unit} came with it`);
};

const ifStranger = (_ending: Ending, { activation }: StopJob, history: History): Doubt | undefined => {
  const [stranger] = activation.order === undefined ? [] : strangersAround(activation, history);
  return stranger === undefined ? undefined : likely(`something happened to ${stranger} right before, whose settings are not known`);
};

const RELATED = { doubt: ifStranger } as const;
const ISOLATED = { by: 'isolate', doubt: ifIsolated } as const;

/** Every way in which a stop job can come about, with the mechanism that knows it: "a client asked" is certain only where none of the others is left. */
export const STOP_ANSWERS: { readonly [Name in StopMaker]: Answer } = {
  call: { by: 'client-request' },
  'varlink-call': { by: 'client-request' },
  'marked-jobs': { by: 'client-request' },
  triggering: { by: 'client-request' },
  'default-target': ISOLATED,
  signal: ISOLATED,
  'on-failure': ISOLATED,
  'on-success': ISOLATED,
  isolate: ISOLATED,
  restart: { by: 'restart' },
  'automount-expiry': { by: 'automount-idle', doubt: ifIdle },
  unneeded: { by: 'stop-when-unneeded', doubt: ifUnneeded },
  bound: { by: 'bound-to-inactive', doubt: ifBound },
  'retroactive-conflict': { by: 'conflicts', ...RELATED },
  'retroactive-stop': { by: 'bound-to-inactive', ...RELATED },
  conflict: { by: 'conflicts', doubt: ifInConflict },
  'stop-propagation': { by: 'stop-propagation', doubt: ifMerged },
  'restart-propagation': { by: 'stop-propagation', doubt: ifMerged },
};

/** What a restart job of the unit's own cannot come from. */
const MAKE_NO_RESTART: ReadonlySet<string> = new Set<StopMaker>([
  ...(['automount-expiry', 'unneeded', 'bound', 'retroactive-conflict', 'retroactive-stop', 'conflict', 'stop-propagation'] as const),
  ...(['default-target', 'signal', 'on-failure', 'on-success', 'isolate', 'triggering'] as const),
]);

/** Why something other than a client may have made the stop job, though no mechanism claims it; undefined when all is excluded. */
export function otherMakerOfStop(ending: Ending, stop: StopJob, history: History): Doubt | undefined {
  const { unit } = ending;
  if (unit.properties?.['LoadState'] !== 'loaded' && unit.files.length === 0) return likely(`the settings of ${unit.name} are not known`);
  const forgotten = forgottenNeighbour(stop.activation, history);
  if (forgotten !== undefined) return { why: whyForgotten(forgotten), client: 'possible' };
  const version = history.systemdVersion();
  const doubts = Object.entries(STOP_ANSWERS).flatMap(([name, { doubt }]) => {
    if (stop.kind === 'restart' && MAKE_NO_RESTART.has(name)) return [];
    return (hasJobMaker(name as StopMaker, version) ? doubt?.(ending, stop, history) : undefined) ?? [];
  });
  return doubts.find(({ client }) => client === 'possible') ?? doubts[0];
}

function ifIdle({ unit }: Ending, { activation }: StopJob, history: History): Doubt | undefined {
  if (!unit.name.endsWith('.mount')) return undefined;
  const automount = history.edges
    .namedBy(unit.name, 'Triggers')
    .map((name) => history.unit(name))
    .find((one) => mayExpire(one, activation.at, history) !== false);
  return automount === undefined ? undefined : likely(`TimeoutIdleSec= of ${automount.name} may have stopped it`);
}

function ifUnneeded({ unit }: Ending, { activation }: StopJob, history: History): Doubt | undefined {
  if (stopsWhenUnneeded(unit, history) === false) return undefined;
  const isNeeded = history.edges
    .namedBy(unit.name, 'Requires', 'Requisite', 'Wants', 'BindsTo', 'Upholds')
    .some((name) => isNeeding(history.unit(name), activation, history));
  return isNeeded ? undefined : likely('StopWhenUnneeded= may have stopped it');
}

function ifBound({ unit }: Ending, { activation }: StopJob, history: History): Doubt | undefined {
  const down = history.edges.targetsOf(unit.name, 'BindsTo').find((name) => {
    const state = stateAt(history.unit(name), activation.order);
    return state === undefined
      ? wasActiveAt(history.unit(name), activation.at) !== true
      : !isUp(state.activeState) || state.activeState === 'deactivating';
  });
  return down === undefined ? undefined : likely(`BindsTo= of ${down} may have stopped it`);
}

/**
 * Looking back: the first of these units, and of those above it, that was not up. A stop of it takes this one along, and leaves no line: a job that does nothing logs nothing, and one of a
 * unit that waits for its start takes that back (job_finish_and_invalidate() in src/core/job.c). A slice is up as long as there is something in it.
 */
export function unseenAbove(unit: string, at: Instant, history: History): string | undefined {
  return unitsToStopWith(unit, history).find((name) => !name.endsWith('.slice') && !wasUp(history.unit(name), at));
}

/** Whether a unit was up, and not only just. */
function wasUp(record: UnitRecord, at: Instant): boolean {
  const start = record.starts.findLast((one) => compareInstants(one.at, at) <= 0);
  if (start !== undefined && usecBetween(start.at, at) <= BATCH_USEC) return false;
  const end = start === undefined ? undefined : endOf(record, start);
  return (end === undefined || compareInstants(end.at, at) > 0) && wasActiveAt(record, at) === true;
}

/** A stop, or a restart, of what this one follows that waited already. */
function ifMerged(ending: Ending, stop: StopJob, history: History): Doubt | undefined {
  const kinds = stop.kind === 'stop' ? (['stop', 'restart'] as const) : (['restart', 'stop', 'start'] as const);
  const waiting = waitingNeighbour((name) => unitsToStopWith(name, history), kinds, stop.activation, history);
  return waiting === undefined ? ifStranger(ending, stop, history) : { why: whyMerged(waiting), client: 'possible' };
}

/** A start of what it conflicts with that waited already. */
function ifInConflict(ending: Ending, stop: StopJob, history: History): Doubt | undefined {
  const { edges } = history;
  const others = (name: string): readonly string[] =>
    name === ending.unit.name ? [...edges.targetsOf(name, 'Conflicts'), ...edges.namedBy(name, 'Conflicts')] : [];
  const waiting = waitingNeighbour(others, ['start', 'restart'], stop.activation, history);
  return waiting === undefined ? ifStranger(ending, stop, history) : { why: whyMerged(waiting), client: 'possible' };
}
