import { createLoopWatch, type LoopWatcher } from '../../analysis/loops/loop-watch.ts';
import { coarseName, rowName } from './row-name.ts';

/** What a manager's line says of a unit, or of its own startup. Times are µs of the wall clock. */
export type CountedLine =
  | {
      readonly kind: 'start';
      readonly unit: string;
      readonly at: number;
      readonly invocationId: string;
      readonly bootId: string;
      /** Whether the line is that of a start job whose condition was not met, which starts nothing; asked only where it matters. */
      readonly isSkip: () => boolean;
    }
  | { readonly kind: 'restart-scheduled'; readonly unit: string; readonly at: number }
  | {
      readonly kind: 'failed';
      readonly unit: string;
      readonly at: number;
      readonly invocationId: string | undefined;
      readonly result: string;
    }
  | { readonly kind: 'startup-finished'; readonly at: number; readonly took: number; readonly bootId: string };

/** How often a unit, or the units of a pattern, started and failed. */
export interface CountedRow {
  readonly unit: string;
  readonly loopWatch: LoopWatcher;
  readonly isPattern: boolean;
  /** The one that started last. */
  lastUnit: string;
  starts: number;
  first: number;
  last: number;
  lastBootId: string;
  /** Starts that "Scheduled restart job" announced. */
  restarts: number;
  /** Starts before the host's startup was finished, without those that a restart job announced. */
  duringStartup: number;
  failures: number;
  /** How often which result, e.g. `exit-code`. */
  readonly results: Map<string, number>;
  /** The result of the run that failed last, and when. */
  lastResult?: string;
  lastFailedAt?: number;
  /** Whether the last start is among `restarts`, and among `duringStartup`. */
  lastWasRestart: boolean;
  lastWasDuringStartup: boolean;
}

/** Counts lines in the order of the journal. Memory grows with the rows, never with the lines. */
export interface StartCounter {
  take(line: CountedLine): void;
  rows(): readonly CountedRow[];
}

interface Row extends CountedRow {
  readonly invocations: string[];
  failedInvocation?: string;
  scheduledAt?: number;
  /** Starts of this boot that may turn out to belong to its startup. */
  pending: { bootId: string; first: number; starts: number };
}

/** A restart job is carried out at once; a start that comes later may be somebody else's. */
const PROMPT_USEC = 2_000_000;
/** Units of a pattern start side by side: so many of their last runs are told apart. */
const RUNS_OF_PATTERN = 64;
/** From so many rows on, names are taken together more coarsely. */
export const MAX_ROWS = 4_000;
const MAX_RESULTS = 16;

export function createStartCounter(): StartCounter {
  const rows = new Map<string, Row>();
  const nameOf = new Map<string, Row>();

  function rowOf(unit: string, at: number): Row {
    const known = nameOf.get(unit);
    if (known !== undefined) return known;
    const exact = rowName(unit);
    const isTooMany = rows.size >= MAX_ROWS && !rows.has(exact.name);
    const coarse = isTooMany ? coarseName(exact.name) : exact.name;
    const name = isTooMany && rows.size >= 2 * MAX_ROWS && !rows.has(coarse) ? `*${coarse.slice(coarse.lastIndexOf('.'))}` : coarse;
    const found = rows.get(name) ?? newRow(name, exact.isPattern || name !== unit, at);
    rows.set(name, found);
    if (!found.isPattern) nameOf.set(unit, found);
    return found;
  }

  function start(line: Extract<CountedLine, { kind: 'start' }>): void {
    const { unit, at, invocationId, bootId } = line;
    const row = rowOf(unit, at);
    if (row.invocations.includes(invocationId) || line.isSkip()) return;
    row.invocations.push(invocationId);
    if (row.invocations.length > (row.isPattern ? RUNS_OF_PATTERN : 1)) row.invocations.shift();
    const isRestart = row.scheduledAt !== undefined && at - row.scheduledAt <= PROMPT_USEC;
    if (row.starts === 0) row.first = at;
    row.starts += 1;
    row.last = at;
    row.lastUnit = unit;
    row.lastBootId = bootId;
    row.lastWasRestart = isRestart;
    row.lastWasDuringStartup = false;
    if (isRestart) row.restarts += 1;
    else if (row.pending.bootId === bootId) row.pending.starts += 1;
    else row.pending = { bootId, first: at, starts: 1 };
    delete row.scheduledAt;
    if (!row.isPattern) row.loopWatch.started(at);
  }

  function failed({ unit, at, invocationId, result }: Extract<CountedLine, { kind: 'failed' }>): void {
    const row = rowOf(unit, at);
    // A start limit that is hit is told once more with the invocation of the run before it.
    if (invocationId !== undefined && row.failedInvocation === invocationId) return;
    if (invocationId !== undefined) row.failedInvocation = invocationId;
    row.failures += 1;
    row.lastResult = result;
    row.lastFailedAt = at;
    if (row.results.has(result) || row.results.size < MAX_RESULTS) row.results.set(result, (row.results.get(result) ?? 0) + 1);
    row.loopWatch.failed();
  }

  /** What started in a boot before its startup was finished started while it was booting, whoever asked for it. */
  function startupFinished({ at, took, bootId }: Extract<CountedLine, { kind: 'startup-finished' }>): void {
    for (const row of rows.values()) {
      const { pending } = row;
      if (pending.bootId !== bootId || pending.starts === 0 || pending.first < at - took) continue;
      row.duringStartup += pending.starts;
      row.lastWasDuringStartup = !row.lastWasRestart;
      row.pending = { ...pending, starts: 0 };
    }
  }

  return {
    take(line) {
      if (line.kind === 'start') start(line);
      else if (line.kind === 'failed') failed(line);
      else if (line.kind === 'startup-finished') startupFinished(line);
      else {
        const row = rowOf(line.unit, line.at);
        row.scheduledAt = line.at;
        row.loopWatch.scheduled();
      }
    },
    rows: () => [...rows.values()].filter(({ starts, failures }) => starts > 0 || failures > 0),
  };
}

function newRow(unit: string, isPattern: boolean, at: number): Row {
  return {
    unit,
    isPattern,
    lastUnit: unit,
    starts: 0,
    first: at,
    last: at,
    lastBootId: '',
    restarts: 0,
    duringStartup: 0,
    failures: 0,
    results: new Map(),
    lastWasRestart: false,
    lastWasDuringStartup: false,
    loopWatch: createLoopWatch(),
    invocations: [],
    pending: { bootId: '', first: at, starts: 0 },
  };
}
