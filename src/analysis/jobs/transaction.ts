import { PULL_IN_SETTINGS, type RelationSetting } from '../../systemd/relations.ts';
import type { Fact } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { heardJob, waitedForRestart, type Job } from '../../model/unit-record.ts';
import { within } from '../../model/instant.ts';
import { wasInEffect, type Dependency } from './dependency-then.ts';
import { areTogether, isDownFromOneToTheOther, isOverBefore, MAX_IDS, stateWhenQueued } from './job-batch.ts';
import { ORDERING_USEC, restartScheduled, sharedInJournal } from './journal-transaction.ts';
import { isOnSameBoot, strangerBetween } from './job-numbers.ts';
import type { Activation } from '../../model/claim.ts';
import { activationOfJob } from './activation.ts';
import { announcedWith, askedAgainWith, isAnnouncedElsewhere, isCalledFor, isNotCalledFor, stepsFromCalled } from './announced.ts';
import { isRestart, jobKind, type JobKind } from './job-kind.ts';
import { weaker } from '../../model/strength.ts';

/** The job of the same transaction that another job came from. */
export interface Parent {
  readonly job: Job;
  readonly setting: RelationSetting;
  readonly strength: 'stated' | 'correlated' | 'possible';
  readonly evidence: readonly Fact[];
}

/**
 * The parent of an activation's job in its transaction. A transaction numbers its jobs depth first, the anchor lowest
 * (transaction_add_job_and_dependencies() in src/core/transaction.c), so among the lower-numbered jobs that name the unit
 * the highest is the one that reached it.
 */
export function pulledInBy(activation: Activation, history: History): Parent | undefined {
  if (activation.jobReused || isRestart(activation, history)) return undefined;
  if (activation.job !== undefined && isCalledFor(activation.job, history)) return undefined;
  return nearestParent(activation, history, PULL_IN_SETTINGS, ['start', 'restart', 'no-op']);
}

/** Settings of a unit: it is stopped and restarted with the units that they name (systemd.unit(5)). */
export const FOLLOWS_STOP_OF: readonly RelationSetting[] = ['Requires', 'BindsTo', 'PartOf', 'Requisite'];

/** Settings of a unit: the units that they name are stopped and restarted with it. */
export const PROPAGATES_STOP: readonly RelationSetting[] = ['PropagatesStopTo'];

/** The units whose stop, or restart, takes this one along. */
export function unitsToStopWith(unit: string, { edges }: History): readonly string[] {
  return [...edges.targetsOf(unit, ...FOLLOWS_STOP_OF), ...edges.namedBy(unit, ...PROPAGATES_STOP)];
}

/**
 * The job whose restart was propagated to the activation's restart job. A restart of a unit that is down becomes a start and is still propagated; as it cannot be told from
 * a plain start, the claim is then only `correlated`. Nothing but a client makes such a one (the manager itself propagates try-restart, which does nothing for a unit that is down).
 */
export function restartedBy(activation: Activation, history: History): Parent | undefined {
  if (activation.jobReused || !isRestart(activation, history)) return undefined;
  if (activation.job !== undefined && isCalledFor(activation.job, history)) return undefined;
  return propagatedFrom(activation, history, NONE);
}

function propagatedFrom(activation: Activation, history: History, seen: Set<Job>): Parent | undefined {
  return (
    nearestParent(activation, history, FOLLOWS_STOP_OF, ['restart', 'start'], true, seen) ??
    nearestParent(activation, history, PROPAGATES_STOP, ['restart'], false, seen)
  );
}

/** Nothing is ever put into it: a search begins with a set of its own. */
const NONE = new Set<Job>();

/**
 * The job with the highest id below the activation's own, in the same transaction, of one of the kinds, whose unit is bound to the activation's unit by one of the settings;
 * without one, a job above it that had its number from another of its kinds. `seen` holds the jobs from which this one was reached.
 */
export function nearestParent(
  activation: Activation,
  history: History,
  settings: readonly RelationSetting[],
  kinds: readonly JobKind[],
  followsTarget = false,
  seen: Set<Job> = NONE,
): Parent | undefined {
  const job = activation.job ?? activation.carried;
  if (job === undefined) return undefined;
  const { name } = activation.unit;
  const again = askedAgainWith(job, history);
  const steps = stepsFromCalled(job, history);
  const candidates = settings
    .flatMap((setting) => {
      const others = followsTarget ? history.edges.targetsOf(name, setting) : history.edges.namedBy(name, setting);
      return others.flatMap((other) =>
        [...history.unit(other).jobs, ...again.filter((one) => one.unit === other)].map((parent) => ({ parent, setting })),
      );
    })
    .filter(({ parent }) => parent !== job && parent.unit !== job.unit && !seen.has(parent) && isOnSameBoot(parent, job))
    .map((one) => ({ ...one, mayCome: mayComeFrom(one.parent, job, history) ?? (one.parent.id < job.id || undefined) }))
    .filter(({ mayCome }) => mayCome !== false)
    .sort(
      (a, b) =>
        Number(a.parent.again !== undefined) - Number(b.parent.again !== undefined) ||
        Number(a.parent.id > job.id) - Number(b.parent.id > job.id) ||
        (a.parent.again === undefined ? 0 : (steps.get(a.parent.unit) ?? 0) - (steps.get(b.parent.unit) ?? 0)) ||
        b.parent.id - a.parent.id,
    );
  let mayBe: Parent | undefined;
  for (const { parent, setting, mayCome } of candidates) {
    const kind = jobKind(parent, history);
    if (kind !== 'unknown' && !kinds.includes(kind)) continue;
    const isPlain = followsTarget && setting !== 'Conflicts' && kind === 'start' && !waitedWhenQueued(parent, history);
    if (isPlain && isNotCalledFor(parent, history)) continue;
    const dependency = followsTarget
      ? { owner: activation.unit.name, setting, target: parent.unit }
      : { owner: parent.unit, setting, target: activation.unit.name };
    const shared = sharedTransaction(parent, activation, dependency, history);
    // What a job above it was reached from is looked for last, as that goes through all that can have led to it.
    if (shared === undefined || (mayCome !== true && !isRenumbered(parent, job, history, seen))) continue;
    const strength = weaker(shared, certaintyOf(parent, job, history));
    const isLikely = kind === 'unknown' || isPlain;
    const evidence = [parent, job].map((one) => heardJob(one) ?? one.logs[0] ?? one.queued).filter((fact) => fact !== undefined);
    const found: Parent = { job: parent, setting, strength: isLikely ? weaker(strength, 'correlated') : strength, evidence };
    // That a start is one that spreads is less likely than that a restart does.
    if (strength !== 'possible' && !(isLikely && kind === 'start')) return found;
    if (mayBe === undefined || (mayBe.strength === 'possible' && found.strength !== 'possible')) mayBe = found;
  }
  return mayBe;
}

/** Whether a job can have brought another along, as far as the announcements tell; undefined where they do not. */
function mayComeFrom(parent: Job, job: Job, history: History): boolean | undefined {
  const { members, called } = announcedWith(job, history);
  const steps = stepsFromCalled(job, history);
  const [from, to] = [steps.get(parent.unit), steps.get(job.unit)];
  const isMember = parent.again !== undefined || members.some((one) => one.job === parent && one.state === undefined);
  if (!isMember && members.length > 0 && (called.length > 0 || isAnnouncedElsewhere(parent, job, history))) return false;
  if (to !== undefined && (from === undefined || (isMerged(parent, job) && from >= to))) return false;
  if (!isMerged(parent, job)) {
    if (isCancelledBefore(parent, job)) return false;
    // Of several that one call asks for, one can have been reached from another before, and have a later number than what it brought.
    return to !== undefined && to > 0 && called.some((one) => one.job === parent) ? true : undefined;
  }
  // Of a transaction that nobody called for, the first job is not known.
  return isMember && (job.again !== undefined || called.length > 0 || isNotCalledFor(job, history));
}

/** Whether a job was taken back before the other was announced: by the other's own transaction, it may be. */
function isCancelledBefore({ removed }: Job, { queued }: Job): boolean {
  return removed?.result === 'canceled' && queued?.known === 'heard' && removed.order < queued.order;
}

/** Whether one of the two was merged into a job that was there: then their numbers do not tell which came first. */
function isMerged(parent: Job, job: Job): boolean {
  return parent.again !== undefined || job.again !== undefined;
}

/** How sure it is that a job, or another, was asked for once more: what leads to it has to be known. */
function certaintyOf(parent: Job, job: Job, history: History): Parent['strength'] {
  if (!isMerged(parent, job)) return 'stated';
  if (stepsFromCalled(job, history).has(job.unit))
    return announcedWith(job, history).called.every(({ state }) => state === undefined) ? 'stated' : 'correlated';
  return parent.again !== undefined && job.again !== undefined ? 'possible' : 'correlated';
}

/**
 * A unit that a transaction reaches for two kinds of jobs, as a restart and as the start that another restart pulls in, or as a start and for Requisite=, has one job in the
 * end, with the later number (transaction_merge_jobs() in src/core/transaction.c): it can lie above those of the jobs that came from it. Then it was reached from below them.
 */
function isRenumbered(parent: Job, job: Job, history: History, seen: Set<Job>): boolean {
  if (parent.id - job.id > MAX_IDS || !mayShareBatch(parent, job)) return false;
  const isRestarted = jobKind(parent, history) === 'restart';
  if (!isRestarted && history.edges.namedBy(parent.unit, 'Requisite').length === 0) return false;
  // Each job is gone through once in a search, as ways that part and meet again would be too many.
  const visited = seen === NONE ? new Set<Job>() : seen;
  visited.add(job).add(parent);
  return isReachedFromBelow(parent, job.id, history, visited);
}

function isReachedFromBelow(job: Job, id: number, history: History, seen: Set<Job>): boolean {
  const activation = activationOfJob(job, history);
  const parent =
    (jobKind(job, history) === 'restart' ? propagatedFrom(activation, history, seen) : undefined) ??
    nearestParent(activation, history, PULL_IN_SETTINGS, ['start', 'restart', 'no-op'], false, seen);
  if (parent === undefined || parent.strength === 'possible') return false;
  return parent.job.id < id || isReachedFromBelow(parent.job, id, history, seen.add(parent.job));
}

/** Jobs of one transaction are announced together; this only spares the search for those that are far apart. */
function mayShareBatch(a: Job, b: Job): boolean {
  const [first, second] = [a, b].map((one) => (one.queued ?? one.logs[0] ?? one.removed)?.at);
  return first !== undefined && second !== undefined && within(first, second, ORDERING_USEC);
}

/**
 * Whether the unit of a job waited for its automatic restart when the job was queued. From v254 Restart= queues a start job in mode restart-dependencies, which is propagated like a restart
 * (service_enter_restart() in src/core/service.c).
 */
export function waitedWhenQueued(job: Job, history: History): boolean {
  const queued = heardJob(job);
  return queued === undefined ? restartScheduled(job, history) !== undefined : waitedForRestart(history.unit(job.unit), queued);
}

function sharedTransaction(parent: Job, activation: Activation, dependency: Dependency, history: History): Parent['strength'] | undefined {
  const job = activation.job ?? activation.carried;
  if (job === undefined) return undefined;
  if (job.queued?.known === 'heard') {
    if (!areTogether(parent, job, history) && !isDownFromOneToTheOther(job, parent, history)) return undefined;
    if (isOverBefore(parent, job, history) || hadJobFromBefore(job, parent, history)) return undefined;
    if (isRedundant(job, parent, history) || wasReloadedBetween(job, parent, history)) return undefined;
    if (parent.queued !== undefined && wasInEffect(dependency, parent.queued.at, job.queued.at, history) === 'no') return undefined;
    // That nobody came in between was looked at where the parent was reached from below.
    return parent.id < job.id && strangerBetween(parent, job, history) ? undefined : 'stated';
  }
  return sharedInJournal(parent, activation, job, dependency, history);
}

/**
 * Whether a unit still had a job from before when another's job had been announced, which came to its end afterwards. A job of the other's transaction would have been merged into that one,
 * and have no number of its own (job_install() in src/core/job.c).
 */
function hadJobFromBefore(job: Job, parent: Job, history: History): boolean {
  const [since, until] = [heardJob(parent)?.order, heardJob(job)?.order];
  const before = history.unit(job.unit).jobs.findLast(({ id }) => id < job.id);
  if (since === undefined || until === undefined || before?.removed === undefined || before.id >= parent.id) return false;
  const { order, result } = before.removed;
  return result !== 'canceled' && order > since && order < until && jobKind(before, history) !== 'no-op';
}

/** The jobs of one transaction are announced in one go, so the manager does not reload between two of them. */
function wasReloadedBetween(a: Job, b: Job, { observedSpans }: History): boolean {
  const [first, last] = [a.queued?.order ?? 0, b.queued?.order ?? 0].toSorted((one, other) => one - other);
  const isBetween = (edge: { readonly order: number } | undefined): boolean =>
    edge !== undefined && edge.order > (first ?? 0) && edge.order < (last ?? 0);
  return observedSpans.some(({ reloaded }) => isBetween(reloaded));
}

/** UNIT_IS_ACTIVE_OR_RELOADING() in src/core/unit.h. */
const STARTED = new Set(['active', 'reloading', 'refreshing']);

/** A transaction drops the start of a unit that is active (transaction_drop_redundant() in src/core/transaction.c), so what was up then was started by another. */
export function isRedundant(job: Job, { queued }: Job, history: History): boolean {
  if (queued === undefined || jobKind(job, history) !== 'start') return false;
  const before = stateWhenQueued(job, history.unit(job.unit), queued.order);
  return before !== undefined && STARTED.has(before.activeState);
}
