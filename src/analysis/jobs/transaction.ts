import { compareInstants, usecBetween, type Instant, within } from '../../model/instant.ts';
import { OTHER_RELATIONS, PULL_IN_SETTINGS, RESTART_RELATIONS, type RelationSetting } from '../../systemd/relations.ts';
import { countBefore } from '../../history/retention.ts';
import { endBefore, type End } from '../../history/run-ends/index.ts';
import { type Fact, type UnitLogged, isUnitLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { heardJob, waitedForRestart, type Job } from '../../model/unit-record.ts';
import { areTogether, BATCH_USEC, isDownFromOneToTheOther } from './job-batch.ts';
import { isBeforeStartupFinished } from './boot-phase.ts';
import type { Activation } from '../../model/claim.ts';
import { isRestart, jobKind, type JobKind } from './job-kind.ts';
import { weaker } from '../../model/strength.ts';

/** The job of the same transaction that another job came from. */
export interface Parent {
  readonly job: Job;
  readonly setting: RelationSetting;
  readonly strength: 'stated' | 'correlated' | 'possible';
  readonly evidence: readonly Fact[];
}

/** A job appears in the journal when it runs, which ordering dependencies can delay long after its transaction. */
const ORDERING_USEC = 90_000_000n;
const PROMPT_USEC = 10_000_000n;

/**
 * The parent of an activation's job in its transaction. A transaction numbers its jobs depth first, the anchor lowest
 * (transaction_add_job_and_dependencies() in src/core/transaction.c), so among the lower-numbered jobs that name the unit
 * the highest is the one that reached it.
 */
export function pulledInBy(activation: Activation, history: History): Parent | undefined {
  if (activation.jobReused || isRestart(activation, history)) return undefined;
  return nearestParent(activation, history, PULL_IN_SETTINGS, ['start', 'restart', 'no-op']);
}

/** Settings of a unit: it is stopped and restarted with the units that they name (systemd.unit(5)). */
export const FOLLOWS_STOP_OF: readonly RelationSetting[] = ['Requires', 'BindsTo', 'PartOf', 'Requisite'];

/** Settings of a unit: the units that they name are stopped and restarted with it. */
export const PROPAGATES_STOP: readonly RelationSetting[] = ['PropagatesStopTo'];

/**
 * The job whose restart was propagated to the activation's restart job. A restart of a unit that is down becomes a start and is still propagated; as it cannot be told from
 * a plain start, the claim is then only `correlated`.
 */
export function restartedBy(activation: Activation, history: History): Parent | undefined {
  if (activation.jobReused || !isRestart(activation, history)) return undefined;
  return (
    nearestParent(activation, history, FOLLOWS_STOP_OF, ['restart', 'start'], true) ??
    nearestParent(activation, history, PROPAGATES_STOP, ['restart'])
  );
}

/** The job with the highest id below the activation's own, in the same transaction, of one of the kinds, whose unit is bound to the activation's unit by one of the settings. */
export function nearestParent(
  activation: Activation,
  history: History,
  settings: readonly RelationSetting[],
  kinds: readonly JobKind[],
  followsTarget = false,
): Parent | undefined {
  const job = activation.job ?? activation.carried;
  if (job === undefined) return undefined;
  const { name } = activation.unit;
  const candidates = settings
    .flatMap((setting) => {
      const others = followsTarget ? history.edges.targetsOf(name, setting) : history.edges.namedBy(name, setting);
      return others.flatMap((other) => history.unit(other).jobs.map((parent) => ({ parent, setting })));
    })
    .filter(({ parent }) => parent !== job && parent.unit !== job.unit && parent.id < job.id)
    .filter(({ parent }) => sameBoot(parent, job))
    .sort((a, b) => b.parent.id - a.parent.id);
  let mayBe: Parent | undefined;
  for (const { parent, setting } of candidates) {
    const kind = jobKind(parent, history);
    if (kind !== 'unknown' && !kinds.includes(kind)) continue;
    const strength = sharedTransaction(parent, activation, history);
    if (strength === undefined) continue;
    const isLikely =
      kind === 'unknown' || (followsTarget && setting !== 'Conflicts' && kind === 'start' && !restartsDependencies(parent, history));
    const evidence = [parent, job].map((one) => heardJob(one) ?? one.logs[0]).filter((fact) => fact !== undefined);
    const found: Parent = { job: parent, setting, strength: isLikely ? weaker(strength, 'correlated') : strength, evidence };
    if (strength !== 'possible') return found;
    mayBe ??= found;
  }
  return mayBe;
}

/** From v254 Restart= queues a start job in mode restart-dependencies, which is propagated like a restart (service_enter_restart() in src/core/service.c). */
function restartsDependencies(job: Job, history: History): boolean {
  const queued = heardJob(job);
  return queued === undefined ? restartScheduled(job, history) !== undefined : waitedForRestart(history.unit(job.unit), queued);
}

/** Looking back: the line with which Restart= queued the job, right before the job's own first line. */
function restartScheduled(job: Job, history: History): UnitLogged | undefined {
  const first = job.logs[0];
  if (first === undefined) return undefined;
  const before = history.unit(job.unit).logs.findLast((log) => log !== first && compareInstants(log.at, first.at) <= 0);
  return isUnitLog(before, 'restart-scheduled') ? before : undefined;
}

function sameBoot(a: Job, b: Job): boolean {
  const bootOf = (job: Job): string | undefined => (job.queued ?? job.logs[0] ?? job.removed)?.at.bootId;
  return bootOf(a) === bootOf(b);
}

function sharedTransaction(parent: Job, activation: Activation, history: History): Parent['strength'] | undefined {
  const job = activation.job ?? activation.carried;
  if (job === undefined) return undefined;
  if (job.queued?.known === 'heard') {
    if (!areTogether(parent, job, history) && !isDownFromOneToTheOther(job, parent, history)) return undefined;
    if (parent.removed !== undefined && parent.removed.order < job.queued.order) return undefined;
    if (isRedundant(job, parent, history)) return undefined;
    return strangerBetween(parent, job, history) ? undefined : 'stated';
  }
  return sharedInJournal(parent, activation, job, history);
}

/** UNIT_IS_ACTIVE_OR_RELOADING() in src/core/unit.h. */
const STARTED = new Set(['active', 'reloading', 'refreshing']);

/** A transaction drops the start of a unit that is active (transaction_drop_redundant() in src/core/transaction.c), so what was up then was started by another. */
export function isRedundant(job: Job, { queued }: Job, history: History): boolean {
  if (queued === undefined || jobKind(job, history) !== 'start') return false;
  const { states } = history.unit(job.unit);
  const before = states[countBefore(states, Math.min(queued.order, job.queued?.order ?? queued.order)) - 1];
  return before !== undefined && STARTED.has(before.activeState);
}

/**
 * Looking back: a start of `parent` pulls in every unit that it names and that is down. So a unit that was down before the parent's job was queued, and whose
 * next job has a higher id, was started by that transaction, unless a job of another anchor stands between them. The journal seldom
 * shows when the parent was queued: for a unit that was down before the job ran, and may have been up before that, the claim is only `correlated`, and only `possible` when the
 * unit was up again long before the parent ran.
 */
function sharedInJournal(parent: Job, activation: Activation, job: Job, history: History): Parent['strength'] | undefined {
  const parentAt = parent.logs[0]?.at;
  const at = job.logs[0]?.at ?? activation.start?.at;
  if (parentAt === undefined || at === undefined) return undefined;
  if (!isInBoot(at, history) && !within(parentAt, at, ORDERING_USEC)) return undefined;
  const isBetween = (other: Job): boolean => other !== job && other.id > parent.id && other.id < job.id && sameBoot(other, job);
  if (activation.unit.jobs.some(isBetween)) return undefined;
  if (!isInBoot(at, history) && strangerBetween(parent, job, history)) return undefined;
  if (jobKind(job, history) === 'restart') {
    const finished = parent.logs.find(({ phase }) => phase === 'started')?.at;
    if (finished !== undefined && compareInstants(at, finished) > 0) return undefined;
  } else if (activation.start !== undefined) {
    const { unit, start } = activation;
    const end = endBefore(unit, start);
    if (end !== undefined && compareInstants(end.at, parentAt) > 0) return undefined;
    const hasRun = end !== undefined || unit.starts[0] !== start;
    if (hasRun && !wasDownWhenQueued(parent, end, history)) {
      // A parent that is ordered after the unit runs once the unit is up.
      const up = job.logs.find(({ phase }) => phase === 'started')?.at ?? at;
      return usecBetween(up, parentAt) > BATCH_USEC ? 'possible' : 'correlated';
    }
  }
  return within(parentAt, at, PROMPT_USEC) ? 'stated' : 'correlated';
}

/** A stop job came before the parent's job, as the unit has no job with an id between them; a unit that went down by itself may still have been up. */
function wasDownWhenQueued(parent: Job, end: End | undefined, history: History): boolean {
  if (end === undefined) return false;
  if (end.how === 'stopped') return true;
  const scheduled = restartScheduled(parent, history);
  return scheduled !== undefined && compareInstants(end.at, scheduled.at) <= 0;
}

/** The boot transaction holds nearly all jobs until the startup is finished; other transactions come in between and do not end it. */
function isInBoot(at: Instant, history: History): boolean {
  return isBeforeStartupFinished(at, history) === true;
}

/**
 * Whether a job with an id between the two cannot come from the first: then another transaction begins there.
 * An unknown job may belong to the first transaction; isolate also starts what already active units pull in.
 */
function strangerBetween(first: Job, last: Job, history: History): boolean {
  const at = (last.queued ?? last.logs[0] ?? last.removed)?.at;
  if (at === undefined) return false;
  for (let id = first.id + 1; id < last.id && id - first.id < 5_000; id += 1) {
    const job = history.job(id, at);
    if (job !== undefined && !mayComeFrom(job.unit, first.unit, history)) return true;
  }
  return false;
}

/** Walks upwards from `unit` along every dependency that can put a unit's job into another unit's transaction. */
function mayComeFrom(unit: string, origin: string, history: History): boolean {
  const seen = new Set<string>();
  let next = [unit];
  while (next.length > 0) {
    if (next.includes(origin) || next.some((name) => history.unit(name).properties === undefined)) return true;
    for (const name of next) seen.add(name);
    next = [...new Set(next.flatMap((name) => neighbours(name, history)))].filter((name) => !seen.has(name));
  }
  return false;
}

function neighbours(unit: string, history: History): readonly string[] {
  return [
    ...history.edges.namedBy(unit, ...PULL_IN_SETTINGS, ...OTHER_RELATIONS.map(({ setting }) => setting)),
    ...history.edges.targetsOf(unit, ...RESTART_RELATIONS.map(({ setting }) => setting), 'Conflicts'),
  ];
}
