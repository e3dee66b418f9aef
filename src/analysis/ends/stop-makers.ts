import { isUp } from '../../model/properties.ts';
import { hasJobMaker, type StopMaker } from '../../systemd/jobs/job-makers.ts';
import type { History } from '../../history/history.ts';
import type { EndMechanism } from '../../model/mechanism.ts';
import { wasActiveAt } from '../jobs/unit-activity.ts';
import { strangersAround } from '../jobs/neighbours.ts';
import { stateAt } from '../jobs/trigger.ts';
import { mayExpire } from './automount-idle.ts';
import type { Ending, StopJob } from './ending.ts';
import { startsBelow } from './isolate.ts';
import { isNeeding, stopsWhenUnneeded } from './stop-when-unneeded.ts';

/** How a row of the table of job makers is answered for a stop. */
interface Answer {
  /** The mechanism that claims such a stop. */
  readonly by: EndMechanism;
  /** Where the mechanism saw nothing: why it may have been so all the same. Without it, a mechanism that claims nothing has excluded it. */
  readonly doubt?: (ending: Ending, stop: StopJob, history: History) => string | undefined;
}

const ifIsolated = (_ending: Ending, { job }: StopJob, history: History): string | undefined => {
  const [anchor] = startsBelow(job, history);
  return anchor === undefined ? undefined : `the job of ${anchor.unit} came with it`;
};

const ifStranger = (_ending: Ending, { activation }: StopJob, history: History): string | undefined => {
  const [stranger] = activation.order === undefined ? [] : strangersAround(activation, history);
  return stranger === undefined ? undefined : `something happened to ${stranger} right before, whose settings are not known`;
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
  conflict: { by: 'conflicts', ...RELATED },
  'stop-propagation': { by: 'stop-propagation', ...RELATED },
  'restart-propagation': { by: 'stop-propagation', ...RELATED },
};

/** What a restart job of the unit's own cannot come from. */
const MAKE_NO_RESTART: ReadonlySet<string> = new Set<StopMaker>([
  ...(['automount-expiry', 'unneeded', 'bound', 'retroactive-conflict', 'retroactive-stop', 'conflict', 'stop-propagation'] as const),
  ...(['default-target', 'signal', 'on-failure', 'on-success', 'isolate', 'triggering'] as const),
]);

/** Why something other than a client may have made the stop job, though no mechanism claims it; undefined when all is excluded. */
export function otherMakerOfStop(ending: Ending, stop: StopJob, history: History): string | undefined {
  const { unit } = ending;
  if (unit.properties?.['LoadState'] !== 'loaded' && unit.files.length === 0) return `the settings of ${unit.name} are not known`;
  const version = history.systemdVersion();
  for (const [name, { doubt }] of Object.entries(STOP_ANSWERS)) {
    if (stop.kind === 'restart' && MAKE_NO_RESTART.has(name)) continue;
    const why = hasJobMaker(name as StopMaker, version) ? doubt?.(ending, stop, history) : undefined;
    if (why !== undefined) return why;
  }
  return undefined;
}

function ifIdle({ unit }: Ending, { activation }: StopJob, history: History): string | undefined {
  if (!unit.name.endsWith('.mount')) return undefined;
  const automount = history.edges
    .namedBy(unit.name, 'Triggers')
    .map((name) => history.unit(name))
    .find((one) => mayExpire(one, activation.at, history) !== false);
  return automount === undefined ? undefined : `TimeoutIdleSec= of ${automount.name} may have stopped it`;
}

function ifUnneeded({ unit }: Ending, { activation }: StopJob, history: History): string | undefined {
  if (stopsWhenUnneeded(unit, history) === false) return undefined;
  const isNeeded = history.edges
    .namedBy(unit.name, 'Requires', 'Requisite', 'Wants', 'BindsTo', 'Upholds')
    .some((name) => isNeeding(history.unit(name), activation, history));
  return isNeeded ? undefined : 'StopWhenUnneeded= may have stopped it';
}

function ifBound({ unit }: Ending, { activation }: StopJob, history: History): string | undefined {
  const down = history.edges.targetsOf(unit.name, 'BindsTo').find((name) => {
    const state = stateAt(history.unit(name), activation.order);
    return state === undefined
      ? wasActiveAt(history.unit(name), activation.at) !== true
      : !isUp(state.activeState) || state.activeState === 'deactivating';
  });
  return down === undefined ? undefined : `BindsTo= of ${down} may have stopped it`;
}
