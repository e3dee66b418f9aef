import { compareInstants } from '../../model/instant.ts';
import { isDown, isUp } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import type { Activation } from '../../model/claim.ts';
import { stateWhenQueued } from './job-batch.ts';
import type { Job } from '../../model/unit-record.ts';

export type JobKind = 'start' | 'restart' | 'stop' | 'no-op' | 'unknown';

/**
 * The kind of a job. JobNew does not carry a job's type; a restart job becomes a start job under the same id once the stop is done
 * (job_finish_and_invalidate() in src/core/job.c), and only its "Stopped" line has JOB_TYPE=restart.
 */
export function jobKind(job: Job, history: History): JobKind {
  if (job.again !== undefined) return jobKind(job.again, history);
  if (job.logs.some(({ phase, jobType }) => phase === 'stopped' && jobType === 'restart')) return 'restart';
  if (job.logs.some(({ phase, jobType }) => phase === 'stopped' && jobType === 'stop')) return 'stop';
  if (job.queued?.jobType !== undefined) return fromWireType(job.queued.jobType);
  const record = history.unit(job.unit);
  const stopping = job.logs.some(({ phase }) => phase === 'stopping');
  const starting = job.logs.some(
    ({ phase }) => phase === 'starting' || phase === 'started' || phase === 'start-failed' || phase === 'skipped',
  );
  const start = record.starts.find((candidate) => candidate.job === job);
  if (job.queued?.known !== 'heard') {
    if (stopping && (starting || start !== undefined)) return 'restart';
    if (stopping) return 'unknown';
    return starting || start !== undefined ? 'start' : 'unknown';
  }
  const { order } = job.queued;
  const before = stateWhenQueued(job, record)?.activeState;
  const wasUp = isUp(before) && before !== 'deactivating';
  const wentDown = record.states.some(
    (state) =>
      state.order > order &&
      (job.removed === undefined || state.order <= job.removed.order + 8) &&
      (isDown(state.activeState) || state.activeState === 'deactivating'),
  );
  if (start !== undefined) return (wasUp && wentDown && before !== 'activating') || stopping ? 'restart' : 'start';
  // The start of a unit that waited for its automatic restart may have been refused for the start limit.
  if (starting) return stopping ? 'restart' : 'start';
  // What was taken back while its unit went down may have been a restart.
  if (stopping) return job.removed === undefined || job.removed.result === 'canceled' ? 'unknown' : 'stop';
  if (!wasUp) {
    // A stop of a unit that is down is done at once and changes nothing.
    return before === undefined || before === 'deactivating' || job.removed?.result === 'done' ? 'unknown' : 'start';
  }
  if (!wentDown) return 'no-op';
  return job.removed === undefined ? 'unknown' : 'stop';
}

/** Whether an activation's job is known to be a restart: then nothing made it that queues starts. */
export function isRestart({ job, start }: Pick<Activation, 'job' | 'start'>, history: History): boolean {
  if (job === undefined || jobKind(job, history) !== 'restart') return false;
  // A restart that is asked for while a start is under way takes over the job of that start (job_merge_into_installed() in src/core/job.c), which began as a start.
  const down = job.logs.find(({ phase }) => phase === 'stopping' || phase === 'stopped');
  return start === undefined || down === undefined || compareInstants(down.at, start.at) <= 0;
}

function fromWireType(type: string): JobKind {
  if (type === 'start' || type === 'restart' || type === 'stop') return type;
  return type === 'verify-active' || type === 'reload' || type === 'nop' ? 'no-op' : 'unknown';
}
