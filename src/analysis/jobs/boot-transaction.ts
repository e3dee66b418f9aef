import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import type { History } from '../../history/history.ts';
import type { Job } from '../../model/unit-record.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import { isBeforeStartupFinished } from './boot-phase.ts';
import { wasInEffect } from './dependency-then.ts';
import { MAX_IDS } from './job-batch.ts';
import { queuedUntil } from './job-numbers.ts';
import { startupAnchor } from './startup-anchor.ts';

/**
 * Whether the number of a job shows that it belongs to the transaction of the boot: that transaction's numbers follow each other without a break, so a job is the
 * boot's when one with a higher number is, however long it waited, and whatever pulled it in.
 */
export function isOfBoot(job: Job, history: History): boolean {
  const at = job.logs[0]?.at ?? job.queued?.at;
  const startup = at === undefined ? undefined : startupAnchor(at, history);
  if (at === undefined || startup?.strength !== 'stated' || !isInStartup(at, startup.job, history)) return false;
  const anchor = startup.job;
  if (job.id <= anchor.id) return job === anchor;
  if (job.id - anchor.id > MOST_OF_BOOT) return false;
  for (let id = anchor.id; id < job.id; id += 1) if (isForeign(history.job(id, at))) return false;
  for (let id = job.id; id < job.id + MAX_IDS; id += 1) {
    const other = history.job(id, at);
    if (isForeign(other)) return false;
    if (other !== undefined && isPulledInByBoot(other, anchor, history)) return true;
  }
  return false;
}

/** More jobs than any boot has. */
const MOST_OF_BOOT = 100_000;

/** The startup is not finished while a job of it is left (manager_check_finished() in src/core/manager.c). */
function isInStartup(at: Instant, anchor: Job, history: History): boolean {
  return isBeforeStartupFinished(at, history) ?? (anchor.queued?.known === 'before' && anchor.removed === undefined);
}

/** No unit pulls in a scope: who makes one asks for it. */
function isForeign(job: Job | undefined): boolean {
  return job?.unit.endsWith('.scope') === true;
}

/** Whether the default target pulled the unit in, by dependencies that were there when it was queued: every unit was down then, so the first job of the unit is the boot's. */
function isPulledInByBoot(job: Job, anchor: Job, history: History): boolean {
  const at = job.logs[0]?.at;
  if (at === undefined || !isInStartup(at, anchor, history)) return false;
  const isEarlier = (other: Job): boolean => other.id < job.id && other.logs[0]?.at.bootId === at.bootId;
  if (job.unit === anchor.unit || history.unit(job.unit).jobs.some(isEarlier)) return false;
  const queued = queuedUntil(anchor, job, at, history);
  const seen = new Set([job.unit]);
  for (let next = [job.unit]; next.length > 0;) {
    const above = next.flatMap((target) =>
      PULL_IN_SETTINGS.flatMap((setting) =>
        history.edges
          .namedBy(target, setting)
          .filter((owner) => !seen.has(owner) && wasInEffect({ owner, setting, target }, queued, at, history) === 'yes'),
      ),
    );
    if (above.includes(anchor.unit)) return compareInstants(queued, at) <= 0;
    next = [...new Set(above)];
    for (const unit of next) seen.add(unit);
  }
  return false;
}
