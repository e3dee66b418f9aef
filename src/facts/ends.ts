import { compareInstants, type Instant } from '../systemd/instant.ts';
import type { Fact, UnitState } from './fact.ts';
import { countProperty, textProperty } from './properties.ts';
import type { StartRecord, UnitRecord } from './unit-record.ts';

export type EndHow =
  'stopped' | 'exited' | 'killed' | 'dumped' | 'timeout' | 'watchdog' | 'oom-kill' | 'start-limit-hit' | 'skipped' | 'unknown';

/** How a unit went down. */
export interface End {
  readonly at: Instant;
  readonly how: EndHow;
  /** systemd's Result. */
  readonly result?: string;
  readonly exitCode?: 'exited' | 'killed' | 'dumped';
  readonly exitStatus?: number;
  readonly exitStatusName?: string;
  /** The command whose process decided, when it was not the main process: `ExecStartPre`, `ExecStop` … */
  readonly command?: string;
  /** What the unit was doing; of a timeout, what took too long. */
  readonly phase?: 'start' | 'run' | 'stop' | 'reload';
  readonly evidence: readonly Fact[];
}

const HOW_OF_RESULT: Readonly<Record<string, EndHow>> = {
  'exit-code': 'exited',
  signal: 'killed',
  'core-dump': 'dumped',
  timeout: 'timeout',
  watchdog: 'watchdog',
  'oom-kill': 'oom-kill',
  'start-limit-hit': 'start-limit-hit',
  'exec-condition': 'skipped',
};

const EXIT_CODES = { 1: 'exited', 2: 'killed', 3: 'dumped' } as const;

/** How the unit last went down before `start`, after the start before that; nothing when it had not run. */
export function endBefore(record: UnitRecord, start: StartRecord): End | undefined {
  const previous = record.starts[record.starts.indexOf(start) - 1];
  return endBetween(record, previous, start);
}

/** How the run that `start` began has ended; nothing while it goes on. */
export function endOf(record: UnitRecord, start: StartRecord): End | undefined {
  return endBetween(record, start, record.starts[record.starts.indexOf(start) + 1]);
}

function endBetween(record: UnitRecord, previous: StartRecord | undefined, next: StartRecord | undefined): End | undefined {
  const isWithin = (fact: Fact): boolean => {
    const at = momentOf(fact);
    return (previous === undefined || compareInstants(at, previous.at) >= 0) && (next === undefined || compareInstants(at, next.at) <= 0);
  };
  const logs = record.logs.filter(isWithin);
  const wentDown = record.states.find((fact, index) => isWithin(fact) && isGoingDown(fact, record.states[index - 1]));

  const stopped = logs.findLast((log) => log.kind === 'job-logged' && log.phase === 'stopped');
  const stopping = logs.findLast((log) => log.kind === 'job-logged' && log.phase === 'stopping');
  const exit = logs.find((log) => log.kind === 'unit-logged' && log.detail.event === 'process-exit');
  const verdict = logs.find(
    (log) =>
      log.kind === 'unit-logged' &&
      (log.detail.event === 'failed' || log.detail.event === 'succeeded' || log.detail.event === 'exec-condition-skipped'),
  );
  const limit = logs.find((log) => log.kind === 'unit-logged' && log.detail.event === 'start-limit-hit');
  const evidence = [stopping, exit, verdict, stopped, limit].filter((fact) => fact !== undefined);
  const end = wentDown ?? verdict ?? stopped ?? exit;
  if (end === undefined) return undefined;

  // The signal of the type's own properties comes right before that of the state, and a new start resets them.
  const detail = record.details.findLast(
    (fact) =>
      (wentDown === undefined ? isWithin(fact) : fact.order < wentDown.order) && textProperty(fact.properties, 'Result') !== undefined,
  );
  const result = resultOf(verdict) ?? (detail === undefined ? undefined : textProperty(detail.properties, 'Result'));
  // Up to v253 an automatic restart logs "Stopped" for its restart job, and stops nothing: the unit is down by then.
  const wasAskedFor = stopped?.kind === 'job-logged' && stopped.jobType === 'stop' && verdict === undefined;
  const wasStopped = stopping !== undefined || wasAskedFor || (verdict === undefined && stoppedOnBus(record, end, previous));
  return {
    at: momentOf(wentDown ?? verdict ?? stopped ?? end),
    how: wasStopped && (result === undefined || result === 'success') ? 'stopped' : howOf(result, wasStopped),
    ...(result === undefined ? {} : { result }),
    ...exitDetails(exit, detail?.properties),
    evidence: evidence.length > 0 ? evidence : [end],
  };
}

/** A change from up to down; a state that is told again while the unit is down is none. */
function isGoingDown(state: UnitState, before: UnitState | undefined): boolean {
  return state.signalled && DOWN.has(state.activeState) && before !== undefined && !DOWN.has(before.activeState);
}

const DOWN: ReadonlySet<string> = new Set(['inactive', 'failed']);

/** When it happened: PID 1's own timestamp where a state carries one, else when it was seen or logged. */
function momentOf(fact: Fact): Instant {
  return fact.kind === 'unit-state' ? (fact.stateChange ?? fact.at) : fact.at;
}

/**
 * Whether the unit began to go down while a job of its own was queued: a stop, or a restart, whose job lives on through the start that follows.
 * The job that began the run is none of these; that of a oneshot lives until its process ends.
 */
function stoppedOnBus(record: UnitRecord, end: Fact, run: StartRecord | undefined): boolean {
  if (end.kind !== 'unit-state') return false;
  const lastUp = record.states.findLast(({ order, activeState }) => order < end.order && activeState !== 'deactivating');
  const leaving = record.states.find(({ order }) => order > (lastUp?.order ?? -1)) ?? end;
  return record.jobs.some(
    (job) =>
      job !== run?.job &&
      job.queued !== undefined &&
      job.queued.order < leaving.order &&
      (job.removed === undefined || job.removed.order > leaving.order),
  );
}

function howOf(result: string | undefined, wasStopped: boolean): EndHow {
  if (result === undefined) return wasStopped ? 'stopped' : 'unknown';
  if (result === 'success') return 'exited';
  return HOW_OF_RESULT[result] ?? 'unknown';
}

function resultOf(verdict: Fact | undefined): string | undefined {
  if (verdict?.kind !== 'unit-logged') return undefined;
  switch (verdict.detail.event) {
    case 'failed':
      return verdict.detail.result;
    case 'succeeded':
      return 'success';
    case 'exec-condition-skipped':
      return 'exec-condition';
    default:
      return undefined;
  }
}

function exitDetails(
  exit: Fact | undefined,
  properties: UnitRecord['properties'],
): Pick<End, 'exitCode' | 'exitStatus' | 'exitStatusName'> {
  if (exit?.kind === 'unit-logged' && exit.detail.event === 'process-exit') {
    const { code, status, statusName } = exit.detail;
    if (code !== 'exited' && code !== 'killed' && code !== 'dumped') return {};
    return { exitCode: code, exitStatus: status, ...(statusName === undefined ? {} : { exitStatusName: statusName }) };
  }
  const code = countProperty(properties ?? {}, 'ExecMainCode');
  const status = countProperty(properties ?? {}, 'ExecMainStatus');
  const exitCode = EXIT_CODES[Number(code ?? 0n) as keyof typeof EXIT_CODES] as (typeof EXIT_CODES)[1 | 2 | 3] | undefined;
  return exitCode === undefined || status === undefined ? {} : { exitCode, exitStatus: Number(status) };
}
