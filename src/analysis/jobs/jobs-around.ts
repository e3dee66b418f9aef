import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import type { History } from '../../history/history.ts';
import type { Job } from '../../model/unit-record.ts';
import { MAX_IDS } from './job-batch.ts';
import { jobKind } from './job-kind.ts';
import { waitedForRestartBefore } from '../restart/waited-for-restart.ts';
import { LONGEST_USEC } from './journal-transaction.ts';
import { isOnSameBoot, mayComeFrom, queuedSince, queuedUntil, SEVERAL_ANCHORS, strangerBetween } from './job-numbers.ts';
import { unitsToStopWith } from './transaction.ts';

/**
 * Looking back: a unit whose restart may have brought the restart job of a unit that was up. Of all that makes jobs (JOB_MAKERS) only a client and the restart of another unit give
 * such a unit a restart job, as its own Restart= acts once it is down. Whether that other unit's job was merged with one that waited, came later or has another number does not
 * matter here: it is excluded only where no job of it can have been under way.
 */
export function otherMakerOfRestart(activation: Activation, history: History): string | undefined {
  return withJobThen(unitsToStopWith(activation.unit.name, history), activation, history);
}

/**
 * Looking back: a unit that pulls this one in and whose job may have been under way when this one's was queued. What is asked for again while its job waits keeps that job's number
 * (job_merge_into_installed() in src/core/job.c), and what it pulls in gets new ones.
 */
export function pullerWithJob(activation: Activation, history: History): string | undefined {
  const names = history.edges.namedBy(activation.unit.name, ...PULL_IN_SETTINGS);
  return withJobThen(names, activation, history) ?? withoutJobThen(names, activation, history);
}

/** The last of these that came up without a job when this one's was queued: what waits for its automatic restart has what it names started. */
function withoutJobThen(names: readonly string[], { job, at }: Activation, history: History): string | undefined {
  if (job === undefined) return undefined;
  const first = job.logs[0]?.at ?? at;
  const since = queuedSince(job, first, history);
  const usec = since === undefined ? LONGEST_USEC : usecBetween(since, first);
  return names.find((name) => waitedForRestartBefore(first, history.unit(name), usec, history) !== undefined);
}

function withJobThen(names: readonly string[], { job, at }: Activation, history: History): string | undefined {
  if (job === undefined) return undefined;
  const first = job.logs[0]?.at ?? at;
  const [since, until] = [queuedSince(job, first, history), queuedUntil(job, job, first, history)];
  return names.find((name) =>
    jobsThen(name, job, history).some((other) => jobKind(other, history) !== 'stop' && mayBeTogether(other, since, until, history)),
  );
}

/**
 * The jobs of a unit that can have been there when another unit's was queued: of those with lower numbers the last, as a unit has one job at a time, and of those with higher ones what may have come with it. A stop is
 * none: what is asked for beside it gets a job of its own.
 */
function jobsThen(name: string, job: Job, history: History): readonly Job[] {
  const jobs = history.unit(name).jobs.filter((other) => other !== job && isOnSameBoot(other, job));
  const below = jobs.filter(({ id }) => id < job.id).toSorted((a, b) => b.id - a.id);
  return [...below.slice(0, 1), ...jobs.filter((other) => other.id > job.id && mayBeRenumbered(other, job, history))];
}

/**
 * Whether a job can have brought another with a lower number along. It has the number under which its unit was reached for the last time, for another kind of job than before (transaction_merge_jobs() in
 * src/core/transaction.c): a restart that the transaction begins with is reached as a start by what it brings, a start is reached for Requisite=, as one of several that one call restarts, or, when its unit was up,
 * by a restart that spreads.
 */
function mayBeRenumbered(other: Job, job: Job, history: History): boolean {
  if (!mayBeOneTransaction(job, other, history)) return false;
  const { unit } = other;
  if (jobKind(other, history) !== 'start' || history.edges.namedBy(unit, 'Requisite').length > 0) return true;
  const pullers = history.edges.namedBy(unit, ...PULL_IN_SETTINGS).filter((name) => name !== unit);
  if (pullers.length > 0 && history.systemdVersion() >= SEVERAL_ANCHORS) return true;
  return pullers.some((name) => mayComeFrom(name, unit, history)) && !strangerBetween(job, other, history, unit);
}

/** Whether all jobs from one to another with a higher number may be of one transaction, which has one for each unit. */
function mayBeOneTransaction(first: Job, last: Job, history: History): boolean {
  const at = (first.logs[0] ?? first.queued)?.at;
  if (last.id - first.id > MAX_IDS) return false;
  const seen = new Set<string>();
  for (let id = first.id; at !== undefined && id <= last.id; id += 1) {
    const unit = history.job(id, at)?.unit;
    if (unit !== undefined && seen.has(unit)) return false;
    if (unit !== undefined) seen.add(unit);
  }
  return true;
}

/** Whether a job may have been there when another was queued, between two instants. */
function mayBeTogether(other: Job, since: Instant | undefined, until: Instant, history: History): boolean {
  const [begin, last] = [other.logs[0], other.logs.at(-1)];
  if (begin === undefined || last === undefined) return true;
  if (usecBetween(until, begin.at) > LONGEST_USEC) return false;
  const otherSince = queuedSince(other, begin.at, history);
  if (otherSince !== undefined && compareInstants(otherSince, until) > 0) return false;
  const isOver = last.phase !== 'stopping' && last.phase !== 'starting' && !(last.phase === 'stopped' && last.jobType === 'restart');
  return !(isOver && since !== undefined && compareInstants(last.at, since) <= 0);
}
