import type { RestartRule } from '../../systemd/restart-policy.ts';
import { countBefore } from '../../history/retention.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import { endBefore, endOf, type End } from '../../history/run-ends/index.ts';
import { type Fact, type UnitState, isUnitLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { countProperty, textProperty } from '../../model/properties.ts';
import { heardJob, linesOf, waitedForRestart, type Job, type StartRecord } from '../../model/unit-record.ts';
import { ruledOut, type Activation } from '../../model/claim.ts';
import { hasCountedBetween } from '../jobs/activation.ts';
import { defineMechanism } from './mechanism.ts';
import { restartAnswer, type RestartAnswered } from '../restart/restart-answer.ts';
import { waitedForRestartBefore } from '../restart/waited-for-restart.ts';
import { wasEditedSince } from '../restart/edited-since.ts';
import { isNotCalledFor } from '../jobs/announced.ts';
import { BATCH_USEC } from '../jobs/job-batch.ts';
import { restartScheduled } from '../jobs/journal-transaction.ts';
import { defined } from '../../defined.ts';

/**
 * Restart= of the unit itself (service_enter_restart() in src/core/service.c): it counts NRestarts up, logs "Scheduled restart job", and queues a job.
 * A client's start during RestartSec= only waits for that (up to v256); from v257 it is carried out at once, and the log says so.
 */
export const restartPolicy = defineMechanism({
  name: 'restart-policy',
  judge(activation, history) {
    const { start, unit } = activation;
    const from = { kind: 'unit', unit: unit.name } as const;
    if (start === undefined) {
      // Its job may not have led to a start, as where the start limit was hit.
      const why = 'it waited for its automatic restart';
      const waiting = waitsForRestart(activation) ?? scheduledWithoutStart(activation, history);
      if (waiting !== undefined) return [{ strength: mayBeAnothers(activation) ? 'possible' : 'stated', from, why, evidence: [waiting] }];
      const refused = scheduledAndRefused(activation);
      // Who called is announced ahead; what another unit pulled in before is claimed by that.
      if (refused !== undefined)
        return [{ strength: isNotCalledFor(refused.job, history) ? 'stated' : 'correlated', from, why, evidence: [refused.line] }];
      const waited = endBeforeWait(activation, history);
      return waited === undefined ? [] : [{ strength: 'correlated', from, why, evidence: waited.evidence }];
    }
    const end = endBefore(unit, start);
    // What Restart= says now is nothing to go by where a file was changed since.
    const wasEdited = wasEditedSince(unit.name, end?.at ?? start.at, history);
    const setting = wasEdited ? undefined : textProperty(unit.properties ?? {}, 'Restart');
    const scheduled = scheduledBefore(activation, start);
    if (scheduled !== undefined) {
      if (isUnitLog(scheduled, 'restart-scheduled') && scheduled.detail.onClientRequest) {
        return [ruledOut(from, 'the restart was still pending when a start was asked for')];
      }
      return [
        defined({
          strength: usecBetween(scheduled.at, start.at) > PROMPT_USEC ? 'correlated' : 'stated',
          from,
          evidence: [...(end?.evidence ?? []), scheduled].filter((fact, index, all) => all.indexOf(fact) === index),
          setting: setting === undefined ? undefined : `Restart=${setting}`,
          why: end?.result === undefined || setting === undefined ? undefined : `result ${end.result} meets Restart=${setting}`,
        }),
      ];
    }
    if (setting === undefined || setting === 'no') return [];
    return [ruledOut(from, whyNot(setting, end, activation, history))];
  },
});

/** The signal in which a unit without a job went to wait for its automatic restart. */
function waitsForRestart({ unit, job, order }: Activation): UnitState | undefined {
  if ((job !== undefined && job.again === undefined) || order === undefined) return undefined;
  const state = unit.states.findLast((candidate) => candidate.order <= order);
  return state?.subState.startsWith('auto-restart') === true ? state : undefined;
}

/** Whether a job that was there was asked for once more, and NRestarts does not tell that Restart= did. */
function mayBeAnothers({ unit, job, order }: Activation): boolean {
  return job?.again !== undefined && !hasCountedBetween(unit, job.again.queued?.order ?? 0, order);
}

/** Looking back: the line with which Restart= queued a job of which no start came. */
function scheduledWithoutStart({ job, at }: Activation, history: History): Fact | undefined {
  const line = job === undefined || heardJob(job) !== undefined ? undefined : restartScheduled(job, history);
  return line?.detail.onClientRequest === false && compareInstants(line.at, at) <= 0 ? line : undefined;
}

/** When a unit began to wait for its automatic restart, where that is the latest that was signalled; from v254 on there are two states for that. */
function waitingSince(states: readonly UnitState[]): Instant | undefined {
  const other = states.findLastIndex(({ subState }) => !subState.startsWith('auto-restart'));
  return states[other + 1]?.stateChange;
}

/** Live: the line with which Restart= queued a job that was heard while the unit waited for it, and of which no start came. */
function scheduledAndRefused({ unit, job }: Activation): { readonly job: Job; readonly line: Fact } | undefined {
  const queued = job === undefined || job.again !== undefined ? undefined : heardJob(job);
  if (job === undefined || queued === undefined) return undefined;
  const since = waitingSince(unit.states.slice(0, countBefore(unit.states, queued.order)));
  const line = linesOf(unit, 'restart-scheduled').findLast(({ at }) => compareInstants(at, queued.at) <= 0);
  if (since === undefined || line?.detail.onClientRequest !== false) return undefined;
  return compareInstants(since, line.at) <= 0 && usecBetween(line.at, queued.at) <= BATCH_USEC ? { job, line } : undefined;
}

/** Looking back: the end after which a unit went to wait for its automatic restart, where that is all that is asked about. */
function endBeforeWait({ unit, job, carried, order, at }: Activation, history: History): End | undefined {
  if (job !== undefined || carried !== undefined || order !== undefined) return undefined;
  if (waitedForRestartBefore(at, unit, 0n, history) === undefined) return undefined;
  const run = unit.starts.findLast((start) => compareInstants(start.at, at) <= 0);
  return run === undefined ? undefined : endOf(unit, run);
}

const PROMPT_USEC = 10_000_000n;

/** The fact that shows that a restart was scheduled since the previous start and not cancelled. */
function scheduledBefore(activation: Activation, start: StartRecord): Fact | undefined {
  const { unit, job } = activation;
  const previous = unit.starts[unit.starts.indexOf(start) - 1];
  const isBetween = ({ at }: Fact): boolean =>
    compareInstants(at, start.at) <= 0 && (previous === undefined || compareInstants(at, previous.at) >= 0);
  const line = linesOf(unit, 'restart-scheduled').findLast(isBetween);
  const scheduled = line ?? countedUp(activation, start, previous);
  if (scheduled === undefined) return undefined;
  const queued = job?.queued?.known === 'heard' && !activation.jobReused ? job.queued : undefined;
  if (queued !== undefined && !waitedForRestart(unit, queued)) {
    // A busy program reads a JobNew late; the job's own log lines have PID 1's time.
    const knownSince = earliest([queued, ...(job?.logs ?? [])]);
    if (knownSince !== undefined && usecBetween(scheduled.at, knownSince) > BATCH_USEC) return undefined;
  }
  // A run of a few ms may be over before it is signalled: what came after the job's own line did not cancel the restart.
  const carriedOut = job?.logs.find(({ phase }) => phase === 'starting' || phase === 'started')?.at;
  const undone = unit.logs.some((log) => {
    if (!isBetween(log) || compareInstants(log.at, scheduled.at) < 0) return false;
    if (carriedOut !== undefined && compareInstants(log.at, carriedOut) > 0) return false;
    if (log.kind === 'unit-logged') return log.detail.event === 'start-limit-hit';
    return log.phase === 'start-failed' || log.phase === 'skipped' || (log.phase === 'stopped' && log.jobType === 'stop');
  });
  return undone ? undefined : scheduled;
}

function earliest(facts: readonly Fact[]): Instant | undefined {
  return facts.map(({ at }) => at).toSorted(compareInstants)[0];
}

/** The signal in which NRestarts went up by one since the start before. */
function countedUp(activation: Activation, start: StartRecord, previous: StartRecord | undefined): Fact | undefined {
  const { order } = start;
  if (order === undefined) return undefined;
  const counts = activation.unit.details.filter(({ properties }) => countProperty(properties, 'NRestarts') !== undefined);
  return counts.findLast((fact, index) => {
    const before = counts[index - 1];
    if (before === undefined || fact.order > order || (previous?.order !== undefined && fact.order < previous.order)) return false;
    return countProperty(fact.properties, 'NRestarts') === (countProperty(before.properties, 'NRestarts') ?? 0n) + 1n;
  });
}

function whyNot(setting: string, end: End | undefined, { unit, start }: Activation, history: History): string {
  if (end === undefined) return `no earlier run is known on which Restart=${setting} could have acted`;
  if (end.how === 'stopped') return `the last stop was clean and asked for, and Restart=${setting} does not act on a stop`;
  const run = start === undefined ? undefined : unit.starts[unit.starts.indexOf(start) - 1];
  const answer = restartAnswer(end, run, unit, history);
  if (answer === undefined || answer.acts) return 'no restart was scheduled';
  return WHY_NOT[answer.rule](answer);
}

const WHY_NOT: Readonly<Record<RestartRule, (answer: RestartAnswered) => string>> = {
  'start-limit': ({ setting }) => `the start limit was hit, and Restart=${setting} does not act on that`,
  'stop-pending': ({ setting }) => `a stop was asked for, and Restart=${setting} does not act on a stop`,
  'manual-stop': ({ setting }) => `it was taken down by a restart or stop that was asked for, and Restart=${setting} does not act on that`,
  'prevent-exit-status': ({ on = 'its status' }) => `the last run ended with ${on}, which RestartPreventExitStatus= lists`,
  'type-oneshot': () => 'the last run was a success, and RestartForceExitStatus= does not act on a success of a oneshot',
  'force-exit-status': () => 'no restart was scheduled',
  'success-exit-status': ({ setting, on = 'its status' }) =>
    `SuccessExitStatus= counts ${on} as a success, and Restart=${setting} does not act on it`,
  table: ({ setting, on = 'unknown' }) => `the last result was ${on}, and Restart=${setting} does not act on it`,
};
