import { isUp } from '../../model/properties.ts';
import type { Activation } from '../../model/claim.ts';
import { jobKind } from '../jobs/job-kind.ts';
import { endOf, ONE_DISPATCH_USEC, type End } from '../../history/run-ends/index.ts';
import { type UnitState, isJobLog, isUnitLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { heardJob, wasPending, type Job, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, usecApart, usecBetween, type Instant } from '../../model/instant.ts';
import { defined } from '../../defined.ts';

/** A unit that went down, or has a stop job: the input of the end mechanisms. */
export interface Ending {
  readonly unit: UnitRecord;
  /** Left out for a unit through whose stop job another one was reached, while nothing more is known of it. */
  readonly end?: End;
  readonly run?: StartRecord;
  /** The job under which it went down, if it did not do so by itself. */
  readonly stop?: StopJob;
}

export interface StopJob {
  readonly job: Job;
  readonly kind: 'stop' | 'restart' | 'unknown';
  /** The job as transactions and clients look at it; its signal tells of what it was before, where it began the run that it ended. */
  readonly activation: Activation;
}

/** The end of a run with the job that made it. */
export function endingOf(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History): Ending {
  const job = jobBehind(end, run, unit, history);
  if (job === undefined) return defined({ unit, end, run });
  const stop = stopJob(job, unit, history);
  return defined({ unit, end, run, stop: job === run?.job ? mergedInto(stop, end) : stop });
}

/** A restart that was asked for while its start was under way, which goes on under the number of that: who asked for the start did not ask for this. */
function mergedInto({ job, activation }: StopJob, end: End): StopJob {
  return { job, kind: 'restart', activation: { unit: activation.unit, job, at: end.at, jobReused: true, requestedAction: 'restart' } };
}

/** What a stop job of a unit did, seen from the job. */
export function endingOfJob(job: Job, history: History): Ending {
  const unit = history.unit(job.unit);
  return { unit, stop: stopJob(job, unit, history) };
}

/** The end of the run of a unit at an instant, by the manager's clock, as what was read late may be of a run before; without an end when none is known. */
export function endingAt(unit: UnitRecord, at: Instant, history: History): Ending {
  const run = unit.starts.findLast((start) => compareInstants(start.at, at) <= 0);
  const end = run === undefined ? undefined : endOf(unit, run);
  return end === undefined ? { unit } : endingOf(end, run, unit, history);
}

function stopJob(job: Job, unit: UnitRecord, history: History): StopJob {
  const kind = kindOf(job, unit, history);
  const signalled = heardJob(job);
  const at = signalled?.at ?? job.logs[0]?.at ?? job.removed?.at ?? { realtimeUsec: 0n };
  const requestedAction = kind === 'unknown' ? 'down' : kind;
  return {
    job,
    kind,
    activation: defined({ unit, job, at, jobReused: false, requestedAction, order: signalled?.order }),
  };
}

function kindOf(job: Job, { starts }: UnitRecord, history: History): StopJob['kind'] {
  const kind = jobKind(job, history);
  if (kind === 'stop' || kind === 'restart') return kind;
  return starts.some((start) => start.job === job) ? 'restart' : 'unknown';
}

/** The job that was queued when the unit began to go down; looking back, the one for which systemd logged "Stopping", or "Stopped" where nothing had to be waited for. */
function jobBehind(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History): Job | undefined {
  const next = unit.starts.find(({ at }) => compareInstants(at, run?.at ?? end.at) > 0 && compareInstants(at, end.at) >= 0);
  const lines = unit.logs.filter(
    (log) =>
      (run === undefined || compareInstants(log.at, run.at) >= 0) &&
      (next === undefined || compareInstants(log.at, next.at) <= 0) &&
      usecBetween(end.at, log.at) <= LOGGED_USEC,
  );
  const left = leavingState(end, run, unit);
  if (left !== undefined) {
    const job = unit.jobs.findLast((one) => heardJob(one) !== undefined && wasPending(one, left.order));
    if (job !== undefined && (job !== run?.job || isLeftBefore(left, lines))) return job;
  }
  const ofJobs = lines.filter((log) => log.kind === 'job-logged');
  const line =
    ofJobs.findLast(({ phase }) => phase === 'stopping') ??
    ofJobs.find(
      ({ phase, jobType, at }) => phase === 'stopped' && (jobType === 'stop' || jobType === 'restart') && !hasEndedBefore(at, lines),
    );
  return line?.jobId === undefined ? undefined : history.job(line.jobId, line.at);
}

/** "Stopped" is logged after the end of the process. */
const LOGGED_USEC = 2_000_000n;

/**
 * Whether it was down when the stop came: then that stopped nothing. Of a unit that was still starting systemd logs no "Stopping", and it can fail of the stop's own signal
 * (job_emit_start_message() in src/core/job.c); "Stopped" stands right behind the line of the failure then, both being of one dispatch. So it stands behind the verdict of what had no
 * process to wait for; later, the stop only took back the automatic restart that the unit waited for.
 */
function hasEndedBefore(at: Instant, lines: UnitRecord['logs']): boolean {
  // The restart job of an automatic restart, up to v253.
  if (lines.some((log) => isUnitLog(log, 'restart-scheduled') && compareInstants(log.at, at) <= 0)) return true;
  const verdict = lines.find((log) => (isUnitLog(log, 'failed') || isUnitLog(log, 'succeeded')) && compareInstants(log.at, at) <= 0);
  if (verdict === undefined) return false;
  const isInOneDispatch = usecBetween(verdict.at, at) <= ONE_DISPATCH_USEC;
  if (isUnitLog(verdict, 'succeeded')) return !isInOneDispatch;
  const isStarting = !lines.some((log) => isJobLog(log, 'started') && compareInstants(log.at, at) <= 0);
  return !isStarting || !isInOneDispatch;
}

/** Whether it began to go down before any of its processes had ended: the manager sent the signal then, and a start that was under way had become a restart (job_merge_into_installed()). */
function isLeftBefore({ activeState, stateChange }: UnitState, lines: UnitRecord['logs']): boolean {
  if (activeState !== 'deactivating' || stateChange === undefined) return false;
  const exit = lines.find((log) => isUnitLog(log, 'process-exit'));
  return exit !== undefined && compareInstants(stateChange, exit.at) < 0;
}

/** An end is stamped by systemd's clock, a state by the time at which it was read. */
const READ_LATE_USEC = 2_000_000n;

/** The first state on the way down to this end, of the run that ended where the state tells of which it is: a unit in a loop goes down many times within a second. */
function leavingState(end: End, run: StartRecord | undefined, { states }: UnitRecord): UnitState | undefined {
  let nearest = -1;
  let least = READ_LATE_USEC;
  states.forEach((state, index) => {
    const before = states[index - 1];
    // From waiting for an automatic restart to inactive, as up to v253 for the job of it: the run was over before.
    if (!state.signalled || isRunning(state) || before === undefined || !isRunning(before)) return;
    if (state.invocationId !== undefined && run?.invocationId !== undefined && state.invocationId !== run.invocationId) return;
    const apart = usecApart(state.stateChange ?? state.at, end.at);
    if (apart > least) return;
    nearest = index;
    least = apart;
  });
  if (nearest < 0) return undefined;
  while (states[nearest - 1]?.activeState === 'deactivating') nearest -= 1;
  return states[nearest];
}

/** A unit that waits for its automatic restart counts as activating, and is down. */
function isRunning({ activeState, subState }: UnitState): boolean {
  return isUp(activeState) && !subState.startsWith('auto-restart');
}
