import { textProperty } from '../../model/properties.ts';
import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import { wasActiveAt, wasUpInJournal } from './unit-activity.ts';
import { cameAfter, isOnSameBoot, NEAR_IDS, pullersOf } from './job-numbers.ts';
import { isBeforeStartupFinished } from './boot-phase.ts';
import { countBefore } from '../../history/retention.ts';
import type { History } from '../../history/history.ts';
import type { Job, UnitRecord } from '../../model/unit-record.ts';
import { ACTION_OF_TARGET } from '../../systemd/emergency-actions.ts';
import { usecBetween, within, type Instant } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import { isRestart } from './job-kind.ts';
import { BATCH_USEC } from './job-batch.ts';
import { mayHaveFired, stateAt, triggersOf } from './trigger.ts';

/** Whether the absence of a signal proves something: the unit's triggers were known at that time, or no other unit changed its state in a way that could have queued the job. */
export function isAllSignalled(activation: Activation, history: History): boolean {
  return isDescribedThen(activation) || isAlone(activation, history);
}

/** Properties read later than this may be incomplete: a trigger that was unloaded meanwhile is no longer named in them. */
const DESCRIBED_USEC = 250_000n;

function isDescribedThen({ unit, at }: Activation): boolean {
  return unit.firstDescribedAt !== undefined && usecBetween(at, unit.firstDescribedAt) <= DESCRIBED_USEC;
}

/** For a unit that was unloaded before its properties could be read: whether no other unit changed its state in a way that could have queued the job. */
function isAlone({ unit, order, at }: Activation, history: History): boolean {
  if (order === undefined) return false;
  for (const other of history.units()) {
    if (other !== unit && hasTriggeringState(other, order, at)) return false;
  }
  return true;
}

/** Whether the unit entered one of the states of TRIGGERING within BATCH_USEC before. A signal that repeats the current state does not count. */
function hasTriggeringState({ states, properties, files }: UnitRecord, order: number, at: Instant): boolean {
  // What this unit can start is known from its own settings, which the mechanisms have checked.
  if (properties !== undefined || files.length > 0) return false;
  for (let index = countBefore(states, order) - 1; index >= 0; index -= 1) {
    const state = states[index];
    if (state === undefined || usecBetween(state.at, at) > BATCH_USEC) return false;
    if (state.signalled && TRIGGERING.has(state.subState) && states[index - 1]?.subState !== state.subState) return true;
  }
  return false;
}

/** Sub-states that a unit enters when it may start another: a trigger that fired, a unit that failed, or one that became active by itself. */
const TRIGGERING: ReadonlySet<string> = new Set(['running', 'failed', 'auto-restart', 'mounted', 'plugged']);

/** A trigger that fired and has queued no job yet; it may or may not have queued this one. */
export function triggerInDoubt(activation: Activation, history: History): UnitRecord | undefined {
  if (isRestart(activation, history)) return undefined;
  return ['.timer', '.path', '.socket', '.automount']
    .flatMap((suffix) => triggersOf(activation, history, suffix))
    .find((trigger) => mayHaveFired(activation, trigger, history) && stateAt(trigger, activation.order)?.subState === 'running');
}

/**
 * Causes that send no signal: a device unit pulled in by udev (SYSTEMD_WANTS) that exists already, an emergency action of a unit that was not described, and a
 * trigger that fires right after a reload of the manager, when units are announced anew without a change of state.
 */
export function mayBeUnsignalled(activation: Activation, history: History): boolean {
  const { name } = activation.unit;
  if (ACTION_OF_TARGET[name] !== undefined || isAfterReload(activation, history)) return true;
  return history.edges.namedBy(name, 'Wants').some((owner) => owner.endsWith('.device'));
}

function isAfterReload({ order }: Activation, { observedSpans }: History): boolean {
  const span = order === undefined ? undefined : observedSpans.findLast(({ since }) => since.order <= order);
  return order !== undefined && span?.reloaded !== undefined && span.reloaded.order <= order;
}

/** A manager that exits loses the signals it has not sent yet. Signals of one transaction come in no particular order. */
const CUT_OFF_USEC = 1_000_000n;

/** Whether the connection to the bus was lost soon after a job was queued: then something may have happened without a signal reaching us. */
export function isCutOff({ job }: Activation, { observedSpans }: History): boolean {
  const queued = job?.queued;
  if (queued === undefined) return false;
  const until = observedSpans.find(
    ({ since, until: end }) => since.order <= queued.order && (end === undefined || queued.order <= end.order),
  )?.until;
  return until !== undefined && usecBetween(queued.at, until.at) < CUT_OFF_USEC;
}

/** A job that does not change its unit logs nothing; its signal may be read this much later than it was sent. */
const READ_LATE_USEC = 20_000n;

/** Causes that only the journal shows (bus activation, signals to PID 1) are ruled out once the job's own lines, or any later line, have been read. */
export function isLogReadUntil(activation: Activation, history: History): boolean {
  if ((activation.job?.logs.length ?? 0) > 0) return true;
  const until = history.journalReadUntil();
  return until !== undefined && usecBetween(activation.at, until) >= -READ_LATE_USEC;
}

/** Lines that belong to a job are logged within this time of it. */
const NEAR_GAP_USEC = 2_000_000n;

/** Whether part of the journal is missing around that time: the missing part may hold the line that names the cause. */
export function isNearGap({ at }: Pick<Activation, 'at'>, { gaps }: History): boolean {
  return gaps.some(
    ({ source, from, to }) => source === 'journal' && usecBetween(from, at) >= -NEAR_GAP_USEC && usecBetween(at, to) >= -NEAR_GAP_USEC,
  );
}

/**
 * Looking back: whether only a client can have queued the job. A unit that was active and pulls this one in leaves a doubt, because a start of an active unit is not
 * logged and still pulls in its dependencies. Targets with which nothing happens are not considered, because they are rarely started by hand.
 */
export function hasNoOtherCause({ unit, at, job }: Activation, history: History): boolean {
  // A waiting job may belong to the boot transaction, and nothing is logged before the startup is finished.
  const mayBeInBoot = isBeforeStartupFinished(at, history) ?? job?.queued?.known === 'before';
  if (mayBeInBoot || !isDeclared(unit, history)) return false;
  return !history.edges
    .namedBy(unit.name, ...PULL_IN_SETTINGS)
    .map((name) => history.unit(name))
    .some((owner) => {
      const isRarelyAsked = (owner.name.endsWith('.target') || owner.name.endsWith('.slice')) && !isInUse(owner, at);
      const wasUp = isRarelyAsked ? wasActiveAt(owner, at) : wasUpInJournal(owner, at);
      if (wasUp !== false && !isRarelyAsked) return true;
      return wasUp !== true && job !== undefined && hasBrought(owner, job, at, history);
    });
}

/**
 * Whether a unit that was down can have got a job together with another, and brought that: its start may wait, and a job that waits is not logged; of one that is taken back before it ran nothing else is ever seen.
 * That shows by others that it pulls in, and that neither bring this one along without it nor come with it. What this one pulls in itself had a job, and its number is not known where none was logged.
 */
function hasBrought(owner: UnitRecord, job: Job, at: Instant, history: History): boolean {
  const isTogether = (other: Job): boolean => {
    const isNear = Math.abs(other.id - job.id) < NEAR_IDS && isOnSameBoot(other, job) && other.logs.length > 0;
    return isNear && !areQueuedApart(other, job, at, history);
  };
  if (pullersOf(owner.name, history).has(job.unit)) return !owner.jobs.some(isTogether);
  const above = pullersOf(job.unit, history, owner.name);
  return history.edges.targetsOf(owner.name, ...PULL_IN_SETTINGS).some((name) => {
    if (name === job.unit || above.has(name) || pullersOf(name, history).has(job.unit)) return false;
    return history.unit(name).jobs.some(isTogether);
  });
}

/** Whether lines show that the job with the lower number was there before the other one can have been. */
function areQueuedApart(a: Job, b: Job, at: Instant, history: History): boolean {
  const [first, last] = a.id < b.id ? [a, b] : [b, a];
  return cameAfter(last, last.logs[0]?.at ?? at, first, first.logs[0]?.at ?? at, history);
}

/** So near to a start something was asked of a unit. */
const IN_USE_USEC = 600_000_000n;

/** Whether a job of the unit was logged around a time: then somebody does ask for it. */
function isInUse({ jobs }: UnitRecord, at: Instant): boolean {
  return jobs.some(({ logs }) => logs.some((log) => log.at.bootId === at.bootId && within(log.at, at, IN_USE_USEC)));
}

/** Whether everything that can start the unit is known: from the manager while the unit is loaded, else from the unit files. A unit with an active trigger stays loaded. */
function isDeclared(unit: UnitRecord, history: History): boolean {
  if (unit.properties !== undefined) return textProperty(unit.properties, 'LoadState') === 'loaded';
  return unit.files.length > 0 || history.unit(templateOf(unit.name) ?? unit.name).files.length > 0;
}
