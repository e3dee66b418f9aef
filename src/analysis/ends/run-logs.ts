import type { UnitLog, UnitLogEvent, UnitLogged, UnitOutput } from '../../model/fact.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import type { Ending } from './ending.ts';
import type { End } from '../../history/run-ends/index.ts';
import { linesOf, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';

/** What systemd says of an end stands this close behind it. */
const AFTER_USEC = 500_000n;

/** The last line of one kind about the run that ended; of several, the last that is wanted. */
export function runLog<E extends UnitLogEvent['event']>(
  { unit, run, end }: Ending,
  event: E,
  isWanted: (line: UnitLog<E>) => boolean = () => true,
): UnitLog<E> | undefined {
  if (end === undefined) return undefined;
  return linesOf(unit, event).findLast(
    (log) =>
      usecBetween(end.at, log.at) <= AFTER_USEC &&
      (run?.invocationId === undefined || log.invocationId === undefined
        ? run === undefined || compareInstants(log.at, run.at) >= 0
        : log.invocationId === run.invocationId) &&
      isWanted(log),
  );
}

const MAX_LINES = 5;
/** What a process wrote on its standard output is stamped when journald reads it, which may be after PID 1 saw the process end. */
const LATE_USEC = 500_000n;
/** A process can speak before its start is logged. */
const EARLY_USEC = 300_000n;

/** What the unit's own processes logged last in the run that ended, oldest first; nothing where the run is not known, as of a start that was refused. */
export function lastLines(
  end: End,
  run: StartRecord | undefined,
  unit: UnitRecord,
): readonly { readonly at: Instant; readonly text: string }[] {
  const { output, starts } = unit;
  if (run === undefined || end.how === 'start-limit-hit') return [];
  const next = starts[starts.indexOf(run) + 1];
  const isWithin = (at: Instant): boolean =>
    usecBetween(at, run.at) <= EARLY_USEC &&
    usecBetween(end.at, at) <= LATE_USEC &&
    (next === undefined || compareInstants(at, next.at) < 0);
  const isOfRun = ({ at, invocationId }: UnitOutput | UnitLogged): boolean =>
    run.invocationId === undefined || invocationId === undefined ? isWithin(at) : invocationId === run.invocationId;
  const own = output.filter(isOfRun);
  // What systemd's child says before its command runs; journald may be too late to see whose child it was.
  const spawning = linesOf(unit, 'spawn-failed').filter((log) => isOfRun(log) && !own.some(({ cursor }) => cursor === log.cursor));
  return [...own, ...spawning]
    .toSorted((a, b) => compareInstants(a.at, b.at))
    .slice(-MAX_LINES)
    .map(({ at, text }) => ({ at, text }));
}
