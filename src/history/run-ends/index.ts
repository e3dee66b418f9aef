import { exitStatusName } from '../../systemd/exit-status-names.ts';
import { usecBetween } from '../../model/instant.ts';
import { signalName } from '../../systemd/signal-names.ts';
import type { End, EndHow } from '../../model/run-end.ts';
import { decidingProcess, isEndingExit, phaseOfFailure, type DecidingProcess } from './failure.ts';
import { factsOfRun, type Run } from './run-facts.ts';
import { type Fact, isJobLog, momentOf } from '../../model/fact.ts';
import { instantProperty, textProperty } from '../../model/properties.ts';
import { wasPending, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import { defined } from '../../defined.ts';
import { table } from '../../table.ts';

export type { End } from '../../model/run-end.ts';
export { limitHits } from './limit-hits.ts';

/**
 * What systemd's Result means. `success` without a stop is `exited`, whether the process exited or a signal that counts as clean ended it;
 * `resources` and what other unit types fail with are `unknown`: no process ended.
 */
const HOW_OF_RESULT: Readonly<Record<string, EndHow>> = table({
  success: 'exited',
  'exit-code': 'exited',
  signal: 'killed',
  'core-dump': 'dumped',
  timeout: 'timeout',
  watchdog: 'watchdog',
  'oom-kill': 'oom-kill',
  'start-limit-hit': 'start-limit-hit',
  'exec-condition': 'skipped',
});

/** How the unit last went down before `start`, after the start before that; nothing when it had not run. */
export function endBefore(record: UnitRecord, start: StartRecord, version = 0): End | undefined {
  return endOfRun({ record, start: record.starts[record.starts.indexOf(start) - 1], next: start }, version);
}

/** How the run that `start` began has ended; nothing while it goes on. */
export function endOf(record: UnitRecord, start: StartRecord, version = 0): End | undefined {
  return endOfRun({ record, start, next: record.starts[record.starts.indexOf(start) + 1] }, version);
}

function endOfRun(run: Run, version: number): End | undefined {
  const { record, start } = run;
  const facts = factsOfRun(run);
  const { logs, cutShort, wentDown, wasDown, details, over } = facts;
  const verdict = logs.find((log) => resultOf(log) !== undefined);
  const stopped = logs.findLast((log) => isJobLog(log, 'stopped'));
  const stopping = logs.findLast((log) => isJobLog(log, 'stopping'));
  const exit = logs.find(isEndingExit);
  // What is logged of a unit that was down already tells of what came after.
  const decisive = wentDown ?? verdict ?? wasDown ?? stopped ?? cutShort ?? exit;
  const overAt =
    over === undefined || run.next !== undefined ? undefined : instantProperty(over, 'InactiveEnterTimestamp', start?.at.bootId);
  const at = decisive === undefined ? overAt : momentOf(decisive);
  if (at === undefined) return undefined;

  const detail = details.findLast(({ properties }) => textProperty(properties, 'Result') !== undefined);
  const result = resultOf(verdict) ?? resultOfRun(detail?.properties) ?? resultOfRun(over);
  // Up to v253 an automatic restart logs "Stopped" for its restart job, and stops nothing: the unit is down by then. What has no process to wait for
  // is stopped at once, without "Stopping"; of a service that is active (exited) its verdict is logged right before.
  const wasRequested = record.name.endsWith('.service')
    ? stopped?.jobType === 'stop' && (verdict === undefined || isStoppedAtOnce(verdict, stopped))
    : stopped !== undefined;
  const wasStopped =
    stopping !== undefined || wasRequested || (verdict === undefined && decisive !== undefined && stoppedOnBus(record, decisive, start));
  const process = decidingProcess(facts, record, result);
  const phase = phaseOfFailure(facts, record, result, process);
  const why = logs.filter((log) => log.kind === 'unit-logged' && CAUSES.has(log.detail.event));
  const evidence = [stopping, ...why, process.fact, verdict, stopped].filter((fact) => fact !== undefined);
  return defined({
    at,
    how: howOf(result, wasStopped, process),
    result,
    ...exitDetails(process, version),
    command: process.command,
    phase,
    evidence: evidence.length > 0 || decisive === undefined ? evidence : [decisive],
  });
}

/** A stop logs "Stopped" right after the line of the unit's end, both in one dispatch of PID 1; for a unit that was already down it logs nothing (job_finish_and_invalidate()). */
export const ONE_DISPATCH_USEC = 50_000n;

function isStoppedAtOnce(verdict: Fact, stopped: Fact): boolean {
  return resultOf(verdict) === 'success' && usecBetween(verdict.at, stopped.at) <= ONE_DISPATCH_USEC;
}

/** Lines that say why it failed. */
const CAUSES: ReadonlySet<string> = new Set([
  'timed-out',
  'watchdog-timeout',
  'oom-kill',
  'oomd-kill',
  'spawn-failed',
  'protocol-broken',
  'trigger-limit-hit',
]);

function howOf(result: string | undefined, wasStopped: boolean, { exitCode }: DecidingProcess): EndHow {
  if (wasStopped && (result === undefined || result === 'success')) return 'stopped';
  if (result === undefined) return 'unknown';
  // A service that broke its protocol had exited, or was killed for it.
  if (result === 'protocol') return exitCode === 'exited' ? 'exited' : 'unknown';
  return HOW_OF_RESULT[result] ?? 'unknown';
}

function resultOf(verdict: Fact | undefined): string | undefined {
  if (verdict?.kind !== 'unit-logged') return undefined;
  switch (verdict.detail.event) {
    case 'failed':
      return verdict.detail.result === 'start-limit-hit' ? undefined : verdict.detail.result;
    case 'succeeded':
      return 'success';
    case 'exec-condition-skipped':
      return 'exec-condition';
    default:
      return undefined;
  }
}

/** A result of start-limit-hit is not that of the run. */
function resultOfRun(properties: UnitRecord['properties']): string | undefined {
  const result = textProperty(properties ?? {}, 'Result');
  return result === 'start-limit-hit' ? undefined : result;
}

function exitDetails(
  { exitCode, exitStatus, exitStatusName: logged }: DecidingProcess,
  version: number,
): Pick<End, 'exitCode' | 'exitStatus' | 'exitStatusName'> {
  if (exitCode === undefined || exitStatus === undefined) return {};
  const name = logged ?? (exitCode === 'exited' ? exitStatusName(exitStatus, version) : signalName(exitStatus));
  return defined({ exitCode, exitStatus, exitStatusName: name });
}

/**
 * Whether the unit began to go down while a job of its own was queued: a stop, or a restart, whose job lives on through the start that follows.
 * The job that began the run is none of these; that of a oneshot lives until its process ends.
 */
function stoppedOnBus(record: UnitRecord, end: Fact, run: StartRecord | undefined): boolean {
  if (end.kind !== 'unit-state') return false;
  const lastUp = record.states.findLast(({ order, activeState }) => order < end.order && activeState !== 'deactivating');
  const leaving = record.states.find(({ order }) => order > (lastUp?.order ?? -1)) ?? end;
  return record.jobs.some((job) => job !== run?.job && wasPending(job, leaving.order));
}
