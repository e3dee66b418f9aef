import { endOf, endBefore, type End } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import type { StartRecord } from '../../model/unit-record.ts';
import { MAX_OUTPUT_LENGTH } from '../../history/unit-output.ts';
import { readJournal, type JournalEntry, type JournalPlace, type JournalQuery } from '../../collect/journal/index.ts';
import { limitConcurrency } from '../../collect/limit-concurrency.ts';
import type { ObservationStream } from '../../collect/observation-stream.ts';
import type { Moment } from './around.ts';
import { OUTPUT_FIELDS, outputMatches } from './journal-matches.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import { defined } from '../../defined.ts';

/** Maximum number of lines of each run; the last of them are reported. */
const LINES = 5;
/** Maximum number of lines that one journalctl reads for several runs of a unit. */
const MAX_LINES = 40;
/** Looking back, the lines of the newest ends of each unit are read, and those of the first failure of their series. */
const NEWEST_ENDS = 4;
const MAX_RUNS = 16;
const AT_ONCE = 3;
/** A line is stamped when journald reads it, which may be after the end; µs. */
const LATE_USEC = 500_000n;
/** A process can log before its start is logged; lines of the run before are sorted out later. */
const EARLY_USEC = 2_000_000n;

/** A run that has ended otherwise than by a stop, and whose own lines are of interest. */
export interface EndedRun {
  readonly start: StartRecord;
  /** µs of the wall clock. */
  readonly endedAt: bigint;
  /** When the next run began, in the same. */
  readonly nextAt?: bigint;
  readonly failed: boolean;
}

/** Reads the last lines of several runs at once; `emitTo` puts them into the stream in the order of the runs. What cannot be read is left out. */
export function readLastLines(
  runs: readonly EndedRun[],
  place: JournalPlace,
): { emitTo(stream: Pick<ObservationStream, 'emit'>): Promise<void>; close(): void } {
  const stopper = new AbortController();
  const limit = limitConcurrency(AT_ONCE);
  const readings = ofOneUnit(runs).map(async (some) => limit(async () => linesOfSome(some, place, stopper.signal)));
  return {
    async emitTo(stream) {
      for (const reading of readings) for (const entry of await reading) emitLine(entry, stream);
    },
    close: () => stopper.abort(),
  };
}

/** The runs of these starts whose last lines are read: the newest of each unit, and the first of the unbroken series of failures that leads to the newest. */
export function endedRuns(starts: readonly StartRecord[], history: History): readonly EndedRun[] {
  const units = [...new Set(starts.map(({ unit }) => unit))];
  const chosen = units.flatMap((unit) => {
    const all = starts.filter((start) => start.unit === unit).map((start) => endedRun(start, history));
    const first = all.slice(all.findLastIndex((run) => run?.failed !== true) + 1)[0];
    const newest = all.filter((run) => run !== undefined).slice(-NEWEST_ENDS);
    return first === undefined || newest.includes(first) ? newest : [first, ...newest];
  });
  return chosen.slice(-MAX_RUNS);
}

/** The run of a start, when it has ended and no stop ended it. */
export function endedRun(start: StartRecord, history: History): EndedRun | undefined {
  const record = history.unit(start.unit);
  const end = endOf(record, start);
  if (end === undefined || end.how === 'stopped' || end.how === 'skipped') return undefined;
  const next = record.starts[record.starts.indexOf(start) + 1];
  return defined({
    start,
    endedAt: end.at.realtimeUsec,
    nextAt: next?.at.realtimeUsec,
    failed: end.result !== undefined && end.result !== 'success',
  });
}

/** The last lines of one run, oldest first; none when they cannot be read. */
export async function linesOf(run: EndedRun, place: JournalPlace, signal?: AbortSignal): Promise<readonly JournalEntry[]> {
  return readLines(run, run, LINES, place, signal);
}

/** Runs of one unit on one boot, as they are read in one go. */
type Runs = readonly [EndedRun, ...EndedRun[]];

function ofOneUnit(runs: readonly EndedRun[]): readonly Runs[] {
  const keyOf = ({ start }: EndedRun): string => `${start.unit} ${start.at.bootId ?? ''}`;
  const keys = [...new Set(runs.map(keyOf))];
  return keys.flatMap((key): readonly Runs[] => {
    const [first, ...others] = runs.filter((run) => keyOf(run) === key);
    return first === undefined ? [] : [[first, ...others]];
  });
}

/** One journalctl reads the lines of all runs; a run that it did not reach is read by itself. */
async function linesOfSome(runs: Runs, place: JournalPlace, signal: AbortSignal): Promise<readonly JournalEntry[]> {
  const read = await readLines(runs[0], runs.at(-1) ?? runs[0], MAX_LINES, place, signal);
  const [oldest] = read;
  const reached = read.length < MAX_LINES || oldest === undefined ? 0n : oldest.at.realtimeUsec;
  const found: JournalEntry[] = [];
  for (const run of runs) {
    const isMissed = reached > run.endedAt;
    const lines = isMissed ? await linesOf(run, place, signal) : read.filter((entry) => isOf(run, entry) && !found.includes(entry));
    found.push(...lines.slice(-LINES));
  }
  return found;
}

function isOf(run: EndedRun, { at, fields }: JournalEntry): boolean {
  const { start } = run;
  const invocationId = fields['_SYSTEMD_INVOCATION_ID'];
  if (invocationId === start.invocationId && invocationId !== undefined) return true;
  return at.realtimeUsec >= start.at.realtimeUsec - EARLY_USEC && at.realtimeUsec <= lastLineOf(run);
}

/** When the last line of a run may be stamped. */
function lastLineOf({ endedAt, nextAt }: EndedRun): bigint {
  const late = endedAt + LATE_USEC;
  return nextAt !== undefined && nextAt < late ? nextAt : late;
}

/** The newest `lines` lines that were logged from the start of one run to the end of another. */
async function readLines(
  { start }: EndedRun,
  last: EndedRun,
  lines: number,
  place: JournalPlace,
  signal: AbortSignal | undefined,
): Promise<readonly JournalEntry[]> {
  const query: JournalQuery = defined({
    matches: outputMatches(start.unit, place.scope),
    fields: OUTPUT_FIELDS,
    lines,
    since: start.at.realtimeUsec - EARLY_USEC,
    until: lastLineOf(last),
    boot: start.at.bootId,
  });
  const found: JournalEntry[] = [];
  try {
    for await (const entry of readJournal(query, place, signal)) found.push(entry);
  } catch {
    return [];
  }
  return found;
}

/** A line that is too long is cut before it is recorded. */
export function emitLine({ at, fields }: JournalEntry, stream: Pick<ObservationStream, 'emit'>): void {
  const message = fields['MESSAGE'];
  const isLong = typeof message === 'string' && message.length > MAX_OUTPUT_LENGTH;
  const kept = isLong ? { ...fields, MESSAGE: `${message.slice(0, MAX_OUTPUT_LENGTH)}…` } : fields;
  stream.emit({ source: 'journal', kind: 'entry', fields: kept }, at);
}

/** Start times of the stop phase of the runs of these starts, and of the run before the first. Runs that ended by themselves are left out: the entries around their end add nothing. */
export function endTimes(starts: readonly StartRecord[], history: History): readonly Moment[] {
  return starts.flatMap((start) => {
    const record = history.unit(start.unit);
    const before = record.starts[0] === start ? endBefore(record, start) : undefined;
    return [before, endOf(record, start)].flatMap((end) =>
      end !== undefined && wasStopped(end) ? [{ unit: start.unit, at: stopTime(end) }] : [],
    );
  });
}

function wasStopped({ how, exitCode }: End): boolean {
  return how !== 'start-limit-hit' && how !== 'skipped' && (how !== 'exited' || exitCode === 'killed');
}

function stopTime({ at, evidence }: End): Instant {
  return evidence.reduce((first, fact) => (compareInstants(fact.at, first) < 0 ? fact.at : first), at);
}
