import { isUp } from '../../model/properties.ts';
import { hasJobMaker, type StartMaker } from '../../systemd/jobs/job-makers.ts';
import type { History } from '../../history/history.ts';
import type { MechanismName } from '../../model/mechanism.ts';
import { linesOf, waitedForRestart, wasPending } from '../../model/unit-record.ts';
import { within } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import { isLogReadUntil, mayBeUnsignalled, triggerInDoubt } from './coverage.ts';
import { askedAgainWith, isCalledFor, mayBeCalled } from './announced.ts';
import { unitsAbove } from './job-numbers.ts';
import { forgottenNeighbour, strangersAround, whyForgotten } from './neighbours.ts';
import { unitsToStopWith } from './transaction.ts';
import { stateAt, triggersOf } from './trigger.ts';

/** How a row of the table of job makers is answered for a start. */
interface Answer {
  /** The mechanism that claims such a start. */
  readonly by: MechanismName;
  /** Where the mechanism saw nothing: why it may have been so all the same, live. Without it, a mechanism that claims nothing has excluded it. */
  readonly doubt?: (activation: Activation, history: History) => Doubt | undefined;
}

/** Why something else may have been, and how likely a client then still is. */
interface Doubt {
  readonly why: string;
  readonly client: 'correlated' | 'possible';
}

const unlessLogRead = (activation: Activation, history: History): Doubt | undefined =>
  isLogReadUntil(activation, history)
    ? undefined
    : { why: 'the journal, which would tell of it, was not read so far', client: 'correlated' };

const ifUnsignalled = (activation: Activation, history: History): Doubt | undefined =>
  mayBeUnsignalled(activation, history) ? { why: 'there is a cause that sends no signal', client: 'correlated' } : undefined;

const ifStranger = (activation: Activation, history: History): Doubt | undefined => {
  const [stranger] = strangersAround(activation, history);
  return stranger === undefined
    ? undefined
    : { why: `something happened to ${stranger} right before, whose settings are not known`, client: 'correlated' };
};

const ifInDoubt = (activation: Activation, history: History): Doubt | undefined => {
  const trigger = triggerInDoubt(activation, history);
  return trigger === undefined ? undefined : { why: `${trigger.name} had fired before`, client: 'possible' };
};

const RELATED = { doubt: ifStranger } as const;

/** Every way in which a start can come about, with the mechanism that knows it: "a client asked" is certain only where none of the others is left. */
export const START_ANSWERS: { readonly [Name in StartMaker]: Answer } = {
  call: { by: 'client-request' },
  'varlink-call': { by: 'client-request' },
  'marked-jobs': { by: 'client-request' },
  'bus-activation': { by: 'bus-activation', doubt: unlessLogRead },
  'default-target': { by: 'boot' },
  signal: { by: 'signal', doubt: unlessLogRead },
  'emergency-action': { by: 'emergency-action', doubt: ifUnsignalled },
  timer: { by: 'timer', doubt: ifInDoubt },
  path: { by: 'path', doubt: ifInDoubt },
  socket: { by: 'socket-activation', doubt: ifInDoubt },
  'socket-deferred': { by: 'socket-activation', doubt: ifDeferred },
  automount: { by: 'automount', doubt: ifInDoubt },
  'device-wants': { by: 'device', doubt: ifUnsignalled },
  restart: { by: 'restart-policy', doubt: ifWaiting },
  upheld: { by: 'upheld-by', doubt: ifUpheld },
  'retroactive-start': { by: 'wanted-by', ...RELATED },
  'on-failure': { by: 'on-failure', doubt: (activation, history) => ifTriggering('OnFailure', activation, history) },
  'on-success': { by: 'on-success', doubt: (activation, history) => ifTriggering('OnSuccess', activation, history) },
  'pull-in': { by: 'required-by', doubt: ifMerged },
  'restart-propagation': {
    by: 'restart-propagation',
    doubt: (activation, history) => ifRestarting(activation, history) ?? ifMerged(activation, history),
  },
};

/** Why something other than a client may have made the job, though no mechanism claims it; undefined when all is excluded. */
export function otherMakerOfStart(activation: Activation, history: History): Doubt | undefined {
  if (activation.job !== undefined && isCalledFor(activation.job, history)) return undefined;
  const forgotten = forgottenNeighbour(activation, history);
  if (forgotten !== undefined) return { why: whyForgotten(forgotten), client: 'possible' };
  const version = history.systemdVersion();
  for (const [name, { doubt }] of Object.entries(START_ANSWERS)) {
    const why = hasJobMaker(name as StartMaker, version) ? doubt?.(activation, history) : undefined;
    if (why !== undefined) return why;
  }
  return undefined;
}

/** The manager tries again later what it had held up too often. */
function ifUpheld({ unit, order }: Activation, history: History): Doubt | undefined {
  if (order === undefined) return undefined;
  const upholder = history.edges
    .namedBy(unit.name, 'Upholds')
    .map((name) => history.unit(name))
    .find((other) => {
      const state = stateAt(other, order)?.activeState;
      return (state === undefined || isUp(state)) && !other.jobs.some((job) => wasPending(job, order));
    });
  return upholder === undefined ? undefined : { why: `Upholds= of ${upholder.name} may have started it again`, client: 'possible' };
}

/** Lines are logged as the manager acts, and signals are read when there is time. */
const NEAR_USEC = 1_000_000n;

/** Where many ends trigger it one after the other, each of them may have. */
function ifTriggering(setting: 'OnFailure' | 'OnSuccess', activation: Activation, history: History): Doubt | undefined {
  const source = history.edges
    .namedBy(activation.unit.name, setting)
    .find((name) => linesOf(history.unit(name), 'triggering').some(({ at }) => within(at, activation.at, NEAR_USEC)));
  if (source !== undefined) return { why: `${source} had its ${setting}= act around then`, client: 'possible' };
  return ifStranger(activation, history);
}

/** A restart of a unit that this one goes down with may have spread to it. */
function ifRestarting(activation: Activation, history: History): Doubt | undefined {
  const source = unitsToStopWith(activation.unit.name, history).find((name) =>
    linesOf(history.unit(name), 'restart-scheduled').some(({ at }) => within(at, activation.at, NEAR_USEC)),
  );
  return source === undefined ? undefined : { why: `${source} was restarted around then`, client: 'possible' };
}

function ifWaiting({ unit, job }: Activation): Doubt | undefined {
  return job?.queued?.known === 'heard' && waitedForRestart(unit, job.queued)
    ? { why: 'it waited for its automatic restart', client: 'correlated' }
    : undefined;
}

function ifDeferred(activation: Activation, history: History): Doubt | undefined {
  const socket = triggersOf(activation, history, '.socket').find((one) => stateAt(one, activation.order)?.subState === 'deferred');
  return socket === undefined ? undefined : { why: `${socket.name} had deferred its trigger`, client: 'possible' };
}

/**
 * A job that is asked for once more while it is there stays as it is, and only what it brings gets new jobs (job_merge_into_installed() in src/core/job.c): then what looks like the first
 * job of a transaction is none. It is announced once more, though.
 */
function ifMerged({ unit, job }: Activation, history: History): Doubt | undefined {
  if (job === undefined) return undefined;
  const above = unitsAbove([unit.name], history, MOST_ABOVE);
  const other = askedAgainWith(job, history).find((one) => above.includes(one.unit));
  if (other !== undefined) return { why: `the job of ${other.unit} may have been asked for again`, client: 'possible' };
  if (job.again === undefined) return undefined;
  return { why: 'its job was there already', client: mayBeCalled(job, history) ? 'correlated' : 'possible' };
}

const MOST_ABOVE = 500;
