import { jobKind } from '../jobs/job-kind.ts';
import type { End } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import type { Job, StartRecord, UnitRecord } from '../../model/unit-record.ts';
import { compareInstants } from '../../model/instant.ts';

/**
 * Whether a stop job was there when the unit went down, or a restart job took it down; in both cases Restart= does nothing.
 * A stop job need not have done it: it may have waited for its turn when the unit ended by itself (unit_stop_pending() in src/core/unit.c).
 */
export function takenDownBy(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History): 'stop' | 'restart' | undefined {
  const stopping = unit.logs.find(
    (log) =>
      log.kind === 'job-logged' &&
      log.phase === 'stopping' &&
      compareInstants(log.at, end.at) <= 0 &&
      (run === undefined || compareInstants(log.at, run.at) >= 0),
  );
  if (stopping?.kind === 'job-logged') {
    const job = stopping.jobId === undefined ? undefined : history.job(stopping.jobId, stopping.at);
    return job !== undefined && jobKind(job, history) === 'restart' ? 'restart' : 'stop';
  }
  const kinds = unit.jobs.filter((job) => wasThere(job, end, run)).map((job) => jobKind(job, history));
  if (kinds.includes('stop')) return 'stop';
  if (kinds.includes('restart')) return 'restart';
  return end.how === 'stopped' ? 'stop' : undefined;
}

/** Whether a known job was queued at the end of the run and was then carried out. */
function wasThere(job: Job, end: End, run: StartRecord | undefined): boolean {
  const { queued, removed } = job;
  return (
    job !== run?.job &&
    queued !== undefined &&
    compareInstants(queued.at, end.at) <= 0 &&
    removed?.result === 'done' &&
    compareInstants(removed.at, end.at) >= 0
  );
}
