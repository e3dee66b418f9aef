import { usecBetween, type Instant } from '../../systemd/instant.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import type { UnitRecord } from '../../facts/unit-record.ts';
import { BATCH_USEC } from '../transaction.ts';
import { firedBefore, stateAt, triggersOf } from '../trigger.ts';
import { textProperty } from '../../facts/properties.ts';
import type { History } from '../../facts/history.ts';
import { wasHeard } from '../activation.ts';
import { wasActiveAt } from '../activity.ts';
import { isBeforeStartupFinished } from '../boot-phase.ts';
import { isClaim, type Activation, type Claim, type Opinion } from '../claim.ts';
import { clientInLogs, clientInProc, clientInUnits } from '../client.ts';
import { defineMechanism } from '../define-mechanism.ts';
import { jobKind } from '../job-kind.ts';
import { unitLogBefore } from '../near-log.ts';

const REQUEST_USEC = 2_000_000n;

/**
 * Someone called StartUnit, RestartUnit, StartTransientUnit and the like. No version of systemd logs or signals who, and nothing but the job itself
 * shows that it was asked for: this mechanism concludes by elimination, and then looks for a process or a log line that names the client.
 */
export const clientRequest = defineMechanism({
  name: 'client-request',
  judge(activation, history, others) {
    const { job } = activation;
    const onRequest = requestInHoldOff(activation);
    if (onRequest !== undefined) return [onRequest];
    if (activation.jobReused) return [];
    if (job === undefined) return mayBeAskedFor(activation, history) ? [UNRECORDED] : [];
    const claims = others.filter(isClaim);
    if (claims.some(({ strength }) => strength !== 'possible')) return [];
    return [wasHeard(activation, history) ? judgeSignals(activation, history, claims) : judgeJournal(activation, history, claims)];
  },
});

/** A start of which only the manager's snapshot tells: no job of it was logged or heard. */
function mayBeAskedFor({ start, unit }: Activation, history: History): boolean {
  return (
    start !== undefined && start.order === undefined && unit.name.endsWith('.service') && history.statuses.get('journal')?.status !== 'ok'
  );
}

const UNRECORDED: Opinion = {
  strength: 'possible',
  from: { kind: 'client' },
  why: 'a client may have asked; the journal, which would hold the job, could not be read in full',
  evidence: [],
};

/** From v257 a start asked for during RestartSec= is carried out at once, and logged as such (service_enter_restart() in src/core/service.c). */
function requestInHoldOff(activation: Activation): Claim | undefined {
  const line = unitLogBefore(activation.unit, 'restart-scheduled', activation, REQUEST_USEC);
  if (line?.detail.onClientRequest !== true) return undefined;
  return { strength: 'stated', from: { kind: 'client' }, why: 'systemd logged that a client asked', evidence: [line] };
}

function judgeSignals(activation: Activation, history: History, claims: readonly Claim[]): Opinion {
  const { job, unit } = activation;
  const client = clientInProc(activation, history) ?? clientInUnits(activation, history);
  const isKnown = isDescribedThen(activation) || isAlone(activation, history);
  const queued = job?.queued;
  const isLogRead = logIsReadUntil(activation, history);
  return {
    strength:
      isKnown &&
      isLogRead &&
      claims.length === 0 &&
      !mayHaveFired(activation, history) &&
      (client?.certain ?? !mayBeUnsignalled(unit, history))
        ? 'stated'
        : 'correlated',
    from: { kind: 'client', ...client?.description },
    why: isLogRead
      ? 'no trigger fired and no unit pulled it in, so a client asked for the job'
      : 'no trigger fired and no unit pulled it in; the journal, which would tell of a bus activation, was not read so far',
    evidence: [...(queued === undefined ? [] : [queued]), ...(client === undefined ? [] : [client.fact])],
    ...(client?.behind === undefined ? {} : { behind: client.behind }),
  };
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
    if (other !== unit && hasToldBefore(other, order, at)) return false;
  }
  return true;
}

/** What is older than a batch is not looked at. */
function hasToldBefore({ states }: UnitRecord, order: number, at: Instant): boolean {
  for (let index = countBefore(states, order) - 1; index >= 0; index -= 1) {
    const state = states[index];
    if (state === undefined || usecBetween(state.at, at) > BATCH_USEC) return false;
    if (state.signalled && TELLING.has(state.subState)) return true;
  }
  return false;
}

/** How many of the states, which are in order, came before `order`. */
function countBefore(states: readonly { readonly order: number }[], order: number): number {
  let [low, high] = [0, states.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((states[middle]?.order ?? order) < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sub-states by which a trigger that fired, a unit that failed or one that came up by itself shows. */
const TELLING: ReadonlySet<string> = new Set(['running', 'failed', 'auto-restart', 'mounted', 'plugged']);

/** A machine that stalls can pull a trigger's signal and its job's further apart than a batch; such a firing that made no job yet leaves a doubt. */
const STALL_USEC = 2_000_000n;

function mayHaveFired(activation: Activation, history: History): boolean {
  if (activation.job !== undefined && jobKind(activation.job, history) === 'restart') return false;
  return ['.timer', '.path', '.socket', '.automount']
    .flatMap((suffix) => triggersOf(activation, history, suffix))
    .some(
      (trigger) => firedBefore(activation, trigger, STALL_USEC) !== undefined && stateAt(trigger, activation.order)?.subState === 'running',
    );
}

/** What leaves no signal of its own: udev's wish for a device that is there already, and an emergency action of a unit that nobody asked about. */
function mayBeUnsignalled({ name }: UnitRecord, history: History): boolean {
  if (/^(reboot|poweroff|exit|halt|kexec|soft-reboot)\.target$/.test(name)) return true;
  return history.edges.namedBy(name, 'Wants').some((owner) => owner.endsWith('.device'));
}

/** Whether all that can start the unit is known: from the manager while it is loaded, else from the files, because what triggers a unit keeps it loaded. */
function isDeclared(unit: UnitRecord, history: History): boolean {
  if (unit.properties !== undefined) return textProperty(unit.properties, 'LoadState') === 'loaded';
  return unit.files.length > 0 || history.unit(templateOf(unit.name) ?? unit.name).files.length > 0;
}

/** A job of a unit that stays as it is logs nothing, and its signal is read so much later than it was sent. */
const READ_LATE_USEC = 20_000n;

/** What only the journal tells (bus activation, signals to PID 1) is ruled out once what the job itself logged, or anything later, has been read. */
function logIsReadUntil(activation: Activation, history: History): boolean {
  if ((activation.job?.logs.length ?? 0) > 0) return true;
  const until = history.journalReadUntil();
  return until !== undefined && usecBetween(activation.at, until) >= -READ_LATE_USEC;
}

function judgeJournal(activation: Activation, history: History, claims: readonly Claim[]): Opinion {
  const { job, unit, start } = activation;
  const evidence = [...(job?.logs.slice(0, 2) ?? []), ...(start === undefined ? [] : [start.first])].filter(
    (fact, index, all) => all.indexOf(fact) === index,
  );
  const client = clientInLogs(activation, history) ?? clientInUnits(activation, history);
  if (client !== undefined) {
    return {
      strength: 'correlated',
      from: { kind: 'client', ...client.description },
      why:
        client.behind === undefined
          ? 'the log line names the unit and came right before'
          : 'a command of its file asks for the unit, and it was running',
      evidence: [client.fact, ...evidence],
      ...(client.behind === undefined ? {} : { behind: client.behind }),
    };
  }
  const isRestart = job !== undefined && jobKind(job, history) === 'restart';
  if (isRestart && unit.properties !== undefined) {
    return {
      strength: 'stated',
      from: { kind: 'client' },
      why: 'a restart job that no Restart= and no other unit made comes from a client',
      evidence,
    };
  }
  const activeOwners = ['Wants', 'Requires', 'BindsTo', 'Upholds'] as const;
  const mayBePulled = activeOwners
    .flatMap((setting) => history.edges.namedBy(unit.name, setting))
    .filter((name) => !name.endsWith('.target') && !name.endsWith('.slice'))
    .some((name) => wasActiveAt(history.unit(name), activation.at) !== false);
  const isSole =
    isBeforeStartupFinished(activation.at, history) !== true && claims.length === 0 && isDeclared(unit, history) && !mayBePulled;
  return {
    strength: isSole ? 'correlated' : 'possible',
    from: { kind: 'client' },
    why: isSole ? 'nothing else that could have started it did' : 'a client may have asked; no source recorded it',
    evidence,
  };
}
