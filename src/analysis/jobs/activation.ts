import type { History } from '../../history/history.ts';
import { heardJob, linesOf, type Job, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import { countProperty } from '../../model/properties.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import type { JobQueued } from '../../model/fact.ts';
import { defined } from '../../defined.ts';

/** The activation behind a start. */
export function activationOfStart(start: StartRecord, history: History): Activation {
  const unit = history.unit(start.unit);
  const { job } = start;
  const jobReused =
    job !== undefined && unit.starts.some((other) => other !== start && other.job === job && compareInstants(other.at, start.at) < 0);
  const signalled = jobReused ? undefined : heardJob(job);
  const order = signalled?.order ?? start.order;
  return defined({ unit, start, at: signalled?.at ?? earliest(job, start.at), jobReused, job, order });
}

/** The activation that a job is, whether or not it led to a start. */
export function activationOfJob(job: Job, history: History): Activation {
  const unit = history.unit(job.unit);
  const start = unit.starts.find((candidate) => candidate.job === job);
  if (start !== undefined) return activationOfStart(start, history);
  const signalled = heardJob(job);
  const at = signalled?.at ?? job.logs[0]?.at ?? job.removed?.at ?? job.queued?.at ?? { realtimeUsec: 0n };
  return defined({ unit, job, at, jobReused: false, order: signalled?.order });
}

/** Whether the bus was observed when the manager queued this job, so that what was not signalled did not happen. A job that was queued before we subscribed does not count. */
export function wasObserved({ job, order }: Activation, history: History): boolean {
  return job?.queued?.known !== 'before' && order !== undefined && history.wasObserved(order);
}

function earliest(job: Job | undefined, at: Instant): Instant {
  return (job?.logs ?? []).reduce((first, log) => (compareInstants(log.at, first) < 0 ? log.at : first), at);
}

/** Whether a JobNew of another job of the unit came before the activation's own, at a point that `isAfter` accepts: then that job was the one triggered. */
export function hasEarlierJob({ unit, order }: Activation, isAfter: (queued: JobQueued) => boolean): boolean {
  return order !== undefined && unit.jobs.some(({ queued }) => queued?.known === 'heard' && queued.order < order && isAfter(queued));
}

/**
 * How a job was made, which is what matters for all that came with it. An automatic restart that was due later, while the job waited for it, had it run, and did not make it
 * (service_start() and service_enter_restart() in src/core/service.c). `until` is when, looking back, it had been made: at the first line about what came with it.
 */
export function makingOf(job: Job, history: History, until?: Instant): Activation {
  const { start, ...made } = activationOfJob(job, history);
  if (start === undefined) return made;
  const queued = heardJob(job);
  if (queued !== undefined) return wasRestartedAfter(queued, start, made.unit) ? made : { ...made, start };
  return until !== undefined && wasScheduledBetween(until, start, made.unit) ? { ...made, at: until } : { ...made, start };
}

/** Whether Restart= acted after a job had been announced, and before the start that the job led to. */
function wasRestartedAfter(queued: JobQueued, start: StartRecord, unit: UnitRecord): boolean {
  return wasScheduledBetween(queued.at, start, unit) || hasCountedBetween(unit, queued.order, start.order);
}

function wasScheduledBetween(since: Instant, start: StartRecord, unit: UnitRecord): boolean {
  return linesOf(unit, 'restart-scheduled').some(({ at }) => compareInstants(at, since) > 0 && compareInstants(at, start.at) <= 0);
}

/** Whether NRestarts went up between two places in the order of observations. */
export function hasCountedBetween({ details }: UnitRecord, since: number, until = Infinity): boolean {
  const counts = details.flatMap(({ order, properties }) => {
    const count = countProperty(properties, 'NRestarts');
    return count === undefined ? [] : [{ order, count }];
  });
  return counts.some(({ order, count }, index) => order > since && order <= until && count > (counts[index - 1]?.count ?? count));
}
