import type { History } from '../../history/history.ts';
import { momentOf } from '../../model/fact.ts';
import { isDown } from '../../model/properties.ts';
import { usecBetween } from '../../model/instant.ts';
import type { Job } from '../../model/unit-record.ts';
import type { Activation } from '../../model/claim.ts';
import { BATCH_USEC } from '../jobs/job-batch.ts';
import { jobKind, type JobKind } from '../jobs/job-kind.ts';
import { stateAt } from '../jobs/trigger.ts';

/**
 * The first unit that had a job of one of the kinds, or of an unknown one, when the activation's own was queued: of those that `above` finds for a unit, and of those above them that were down, as
 * a transaction goes on through what needs no job. A job that is asked for once more while it waits or runs stays as it is, and only what it brings gets new jobs (job_merge_into_installed()
 * in src/core/job.c): then what looks like the first job of a transaction is none.
 */
export function waitingNeighbour(
  above: (unit: string) => readonly string[],
  kinds: readonly JobKind[],
  { unit, job: own, order }: Activation,
  history: History,
): string | undefined {
  if (order === undefined) return undefined;
  const seen = new Set([unit.name]);
  for (let next = above(unit.name); next.length > 0;) {
    const fresh = [...new Set(next)].filter((name) => !seen.has(name));
    for (const name of fresh) {
      seen.add(name);
      if (history.unit(name).jobs.some((job) => job !== own && isAround(job, order, own) && isOf(kinds, job, history))) return name;
    }
    next = fresh.filter((name) => isDown(stateAt(history.unit(name), order)?.activeState)).flatMap(above);
  }
  return undefined;
}

/** Why that leaves a doubt. */
export function whyMerged(unit: string): string {
  return `a job of ${unit} waited, and may have been asked for again`;
}

/** Whether a job was there when another was queued. What waits to be announced is announced late, so one that was removed right before may have been there. */
function isAround({ queued, removed }: Job, order: number, own: Job | undefined): boolean {
  if (queued === undefined || queued.order >= order) return false;
  if (removed === undefined || removed.order > order) return true;
  return own?.queued !== undefined && usecBetween(momentOf(removed), own.queued.at) <= BATCH_USEC;
}

function isOf(kinds: readonly JobKind[], job: Job, history: History): boolean {
  const kind = jobKind(job, history);
  return kind === 'unknown' || kinds.includes(kind);
}
