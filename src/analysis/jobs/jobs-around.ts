import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import type { History } from '../../history/history.ts';
import type { Job } from '../../model/unit-record.ts';
import { LONGEST_USEC } from './journal-transaction.ts';
import { isOnSameBoot, queuedSince, queuedUntil } from './job-numbers.ts';
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
  return withJobThen(history.edges.namedBy(activation.unit.name, ...PULL_IN_SETTINGS), activation, history);
}

function withJobThen(names: readonly string[], { job, at }: Activation, history: History): string | undefined {
  if (job === undefined) return undefined;
  const first = job.logs[0]?.at ?? at;
  const [since, until] = [queuedSince(job, first, history), queuedUntil(job, job, first, history)];
  return names.find((name) =>
    history.unit(name).jobs.some((other) => isOnSameBoot(other, job) && mayBeTogether(other, since, until, history)),
  );
}

/** Whether a job may have been there when another was queued, between two instants. */
function mayBeTogether(other: Job, since: Instant | undefined, until: Instant, history: History): boolean {
  const [begin, last] = [other.logs[0], other.logs.at(-1)];
  if (begin === undefined || last === undefined) return true;
  if (usecBetween(until, begin.at) > LONGEST_USEC) return false;
  const otherSince = queuedSince(other, begin.at, history);
  if (otherSince !== undefined && compareInstants(otherSince, until) > 0) return false;
  const isOver = last.phase !== 'stopping' && last.phase !== 'starting' && !(last.phase === 'stopped' && last.jobType === 'restart');
  return !(isOver && since !== undefined && compareInstants(last.at, since) < 0);
}
