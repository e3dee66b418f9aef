import { endOf, type End } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import { isJobLog } from '../../model/fact.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import { usecBetween } from '../../model/instant.ts';

/** One run of a unit, from its start; without an end while it goes on, or when no source shows one. */
export interface Run {
  readonly start: StartRecord;
  readonly end?: End;
}

/** Older runs add nothing. */
const MAX_RUNS = 200;

/** The runs of a unit, oldest first. */
export function runsOf(unit: UnitRecord, history: History): readonly Run[] {
  const version = history.systemdVersion();
  return unit.starts.slice(-MAX_RUNS).map((start) => {
    const end = endOf(unit, start, version);
    return end === undefined ? { start } : { start, end };
  });
}

/** Whether a run failed by itself: a process that exits with an error because it is being stopped did not. */
export function hasFailed(run: Run): run is Required<Run> {
  const { end } = run;
  if (end?.result === undefined || end.result === 'success' || end.how === 'stopped' || end.how === 'skipped') return false;
  return !end.evidence.some((fact) => isJobLog(fact, 'stopping'));
}

/** How long it ran, in µs. */
export function lengthOf({ start, end }: Required<Run>): bigint {
  return usecBetween(start.at, end.at);
}

/** How a run failed, in short: `exit-code 200/CHDIR`, `signal 9/KILL`, `timeout`. */
export function reasonOf({ result = 'unknown', exitStatus, exitStatusName, command }: End): string {
  const status =
    exitStatus === undefined || exitStatus < 0 ? '' : ` ${String(exitStatus)}${exitStatusName === undefined ? '' : `/${exitStatusName}`}`;
  return `${result}${result === 'timeout' ? '' : status}${command === undefined || command === 'ExecStart' ? '' : ` in ${command}=`}`;
}

/** The middle one of some spans, in µs. */
export function medianOf(spans: readonly bigint[]): bigint {
  return spans.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.floor(spans.length / 2)] ?? 0n;
}
