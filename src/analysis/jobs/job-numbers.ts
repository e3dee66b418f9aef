import { OTHER_RELATIONS, PULL_IN_SETTINGS, RESTART_RELATIONS } from '../../systemd/relations.ts';
import type { History } from '../../history/history.ts';
import type { JobLogged } from '../../model/fact.ts';
import type { Job } from '../../model/unit-record.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { isYes, lastSettingLine } from '../../systemd/unit-file-syntax.ts';
import { MAX_IDS } from './job-batch.ts';

/** Whether two jobs were queued by one manager on one boot: only then their numbers tell which came first. */
export function isOnSameBoot(a: Job, b: Job): boolean {
  const bootOf = (job: Job): string | undefined => (job.queued ?? job.logs[0] ?? job.removed)?.at.bootId;
  return bootOf(a) === bootOf(b) && (a.manager ?? b.manager) === (b.manager ?? a.manager);
}

/** Jobs with numbers further away than this tell nothing more of when one was queued. */
export const NEAR_IDS = 300;

/**
 * The latest time at which a job can have been queued: jobs are numbered as they are queued, so a line about it, or about a job with a higher number, came after that.
 */
export function queuedUntil(job: Job, last: Job, at: Instant, history: History): Instant {
  let until = at;
  const end = Math.min(last.id + NEAR_IDS, job.id + MAX_IDS);
  for (let id = job.id; id < end; id += 1) {
    const line = history.job(id, at)?.logs[0];
    if (line !== undefined && line.at.bootId === at.bootId && compareInstants(line.at, until) < 0) until = line.at;
  }
  return until;
}

/**
 * The earliest time at which a job can have been queued, where a line tells of one: a unit has one job at a time, so each came after the last line about the unit's job before it,
 * and so did all jobs with higher numbers.
 */
export function queuedSince(job: Job, at: Instant, history: History): Instant | undefined {
  let since: Instant | undefined;
  const followed = new Set<string>();
  for (let id = job.id; id > 0 && job.id - id < NEAR_IDS; id -= 1) {
    const other = id === job.id ? job : history.job(id, at);
    if (other === undefined || !isOnSameBoot(other, job)) continue;
    const last = followed.has(other.unit) ? other.logs.at(-1)?.at : undefined;
    if (last !== undefined && (since === undefined || compareInstants(last, since) > 0)) since = last;
    followed.add(other.unit);
  }
  return since;
}

/** Whether lines show that a job was queued only when another, with a lower number, had been; `at` and `firstAt` are moments at which the two were there. */
export function cameAfter(last: Job, at: Instant, first: Job, firstAt: Instant, history: History): boolean {
  const since = queuedSince(last, at, history);
  return since !== undefined && compareInstants(since, queuedUntil(first, last, firstAt, history)) > 0;
}

/**
 * Whether a job with an id between the two cannot come from the first, or from `origin`: then another transaction begins there.
 * An unknown job may belong to the first transaction; isolate also starts what already active units pull in.
 */
export function strangerBetween(first: Job, last: Job, history: History, origin = first.unit): boolean {
  const at = (last.queued ?? last.logs[0] ?? last.removed)?.at;
  if (at === undefined) return false;
  for (let id = first.id + 1; id < last.id && id - first.id < 5_000; id += 1) {
    const job = history.job(id, at);
    if (job === undefined) continue;
    if (!mayComeFrom(job.unit, origin, history)) return true;
    if (job.logs.some(isStopped) && !mayBeStoppedBy(origin, job.unit, history)) return true;
  }
  return false;
}

/** Whether a line tells that a job was a stop, and no restart. */
function isStopped({ phase, jobType }: JobLogged): boolean {
  return phase === 'stopped' && jobType === 'stop';
}

/**
 * Whether a stop can have come with a job of `origin`: by a start that conflicts with the unit, or with what the unit is stopped with, or by a stop of that. A unit that can be isolated may stop
 * whatever there is (transaction_add_isolate_jobs()).
 */
function mayBeStoppedBy(origin: string, unit: string, history: History): boolean {
  const files = filesOfUnit(origin, history);
  if (files.length === 0 || isYes(lastSettingLine(files, 'AllowIsolate'))) return true;
  const { edges } = history;
  const stopped = new Set([unit]);
  for (const name of stopped) {
    if (name === origin || history.unit(name).properties === undefined) return true;
    const rivals = [...edges.targetsOf(name, 'Conflicts'), ...edges.namedBy(name, 'Conflicts')];
    if (rivals.some((rival) => (rival === origin || rival !== SHUTDOWN) && mayComeFrom(rival, origin, history))) return true;
    // Mode triggering stops what triggers a unit as well.
    for (const other of edges.targetsOf(name, ...FOLLOWED, 'Triggers')) if (!BY_DEFAULT.test(other)) stopped.add(other);
    for (const other of edges.namedBy(name, 'PropagatesStopTo')) stopped.add(other);
  }
  return false;
}

/** What nearly every unit conflicts with, and what it requires, by default (systemd.unit(5), DefaultDependencies=): only an isolate starts the one, or stops the other, and the unit with it. */
const SHUTDOWN = 'shutdown.target';
const BY_DEFAULT = /\.slice$|^-\.mount$|^(?:sysinit|basic)\.target$/;

const FOLLOWED = RESTART_RELATIONS.map(({ setting }) => setting);

/** From this version on one transaction can have several anchors (method_enqueue_unit_job_many() in src/core/dbus-manager.c). */
export const SEVERAL_ANCHORS = 262;

/**
 * Whether the last of two jobs may be another anchor of the same transaction: what it alone can have brought has a lower number, so it was reached before, and got its number when it was
 * asked for once more (transaction_merge_jobs() in src/core/transaction.c).
 */
export function mayBeAnchorToo(first: Job, last: Job, history: History): boolean {
  const at = (last.queued ?? last.logs[0] ?? last.removed)?.at;
  if (at === undefined || history.systemdVersion() < SEVERAL_ANCHORS) return false;
  for (let id = first.id + 1; id < last.id && id - first.id < MAX_IDS; id += 1) {
    const job = history.job(id, at);
    if (job !== undefined && job.unit !== last.unit && !pullersOf(job.unit, history, last.unit).has(first.unit)) return true;
  }
  return false;
}

/** A unit, what pulls it in, and what pulls that in, otherwise than through `without`. */
export function pullersOf(unit: string, { edges }: History, without?: string): ReadonlySet<string> {
  const found = new Set([unit]);
  for (const name of found) for (const owner of edges.namedBy(name, ...PULL_IN_SETTINGS)) if (owner !== without) found.add(owner);
  return found;
}

/** Whether a unit can have got its job in the transaction of another, which can have reached it along any dependency that puts a job there. */
export function mayComeFrom(unit: string, origin: string, history: History): boolean {
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

/** The units whose jobs can have brought a job of one of `units` along, the nearest first and at most `most`. */
export function unitsAbove(units: readonly string[], history: History, most: number): readonly string[] {
  const found = new Set<string>();
  for (let next = [...units]; next.length > 0 && found.size < most;) {
    next = [...new Set(next.flatMap((name) => neighbours(name, history)))].filter((name) => !found.has(name));
    for (const name of next) found.add(name);
  }
  return [...found].slice(0, most);
}
