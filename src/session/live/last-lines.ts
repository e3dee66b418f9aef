import { isDown } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import type { JournalPlace } from '../../collect/journal/index.ts';
import type { ObservationStream } from '../../collect/observation-stream.ts';
import type { Instant } from '../../model/instant.ts';
import { emitLine, endedRun, linesOf, type EndedRun } from '../past/last-lines.ts';

/** Reads the last lines of runs, a moment after each has ended. */
export interface LiveLastLines {
  /** Something was observed of a unit; its newest run may have ended. */
  note(unit: string): void;
  /** Whether lines of a unit are still to come. */
  awaits(unit: string): boolean;
  /** Reads what is due, and nothing after it. */
  close(): Promise<void>;
}

export interface LiveLastLinesOptions {
  readonly place: JournalPlace;
  readonly history: History;
  readonly stream: Pick<ObservationStream, 'emit'>;
  /** Runs that ended before are not looked at. */
  readonly begun: Instant;
  /** Of the whole manager only failures are read. */
  readonly failuresOnly: boolean;
}

/** journald writes the last line of a dying process late. */
const DELAY_MS = 150;
/** Maximum number of runs of one unit that are looked at, the newest; in a burst the others are skipped. */
const NEWEST = 3;
const MAX_RUNNING = 2;
/** Limits the rate of reads, so that a burst of crashes does not become a burst of journalctl processes: so many at once, then one each REFILL_MS. */
const BURST = 12;
const REFILL_MS = 500;
const MAX_UNITS = 64;
const MAX_REMEMBERED = 1_000;

/** A reader for the units of one manager. */
export function createLiveLastLines({ place, history, stream, begun, failuresOnly }: LiveLastLinesOptions): LiveLastLines {
  const due = new Set<string>();
  const done = new Set<string>();
  const running = new Set<Promise<void>>();
  let tokens = BURST;
  let refilledAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const isWanted = (run: EndedRun): boolean => (run.failed || !failuresOnly) && run.endedAt >= begun.realtimeUsec;

  /** The newest runs of a unit that have ended and were not read. */
  function unread(unit: string): readonly EndedRun[] {
    const record = history.unit(unit);
    if (!wentDown(record)) return [];
    return record.starts
      .slice(-NEWEST)
      .filter((start) => !done.has(keyOf(start)))
      .flatMap((start) => endedRun(start, history) ?? [])
      .filter(isWanted);
  }

  function mayRead(): boolean {
    const now = performance.now();
    const earned = Math.floor((now - refilledAt) / REFILL_MS);
    if (earned > 0) {
      tokens = Math.min(BURST, tokens + earned);
      refilledAt = tokens === BURST ? now : refilledAt + earned * REFILL_MS;
    }
    if (tokens === 0) return false;
    tokens -= 1;
    return true;
  }

  async function read(run: EndedRun): Promise<void> {
    for (const entry of await linesOf(run, place)) emitLine(entry, stream);
  }

  function readDue(): void {
    for (const unit of due) {
      const runs = unread(unit);
      for (const run of runs) {
        if (running.size >= MAX_RUNNING && !closed) return schedule();
        remember(run);
        if (!mayRead()) continue;
        const reading = read(run).finally(() => running.delete(reading));
        running.add(reading);
      }
      due.delete(unit);
    }
  }

  function remember(run: EndedRun): void {
    done.add(keyOf(run.start));
    if (done.size > MAX_REMEMBERED) for (const oldest of [...done].slice(0, MAX_REMEMBERED / 2)) done.delete(oldest);
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      readDue();
    }, DELAY_MS);
  }

  return {
    note(unit) {
      if (closed || due.has(unit) || due.size >= MAX_UNITS || unread(unit).length === 0) return;
      due.add(unit);
      schedule();
    },
    awaits: (unit) => due.has(unit) || running.size > 0,
    async close() {
      closed = true;
      clearTimeout(timer);
      if (due.size > 0) await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
      readDue();
      await Promise.all(running);
    },
  };
}

/** Whether the newest state or log line of a unit shows that it went down; cheap, as it runs for each signal. */
function wentDown({ states, logs }: UnitRecord): boolean {
  const state = states.at(-1);
  const log = logs.at(-1);
  return (
    (state !== undefined && (isDown(state.activeState) || state.subState.startsWith('auto-restart'))) ||
    (log?.kind === 'unit-logged' && VERDICTS.has(log.detail.event))
  );
}

const VERDICTS: ReadonlySet<string> = new Set(['failed', 'succeeded', 'restart-scheduled']);

function keyOf({ unit, invocationId, at }: StartRecord): string {
  return `${unit} ${invocationId ?? String(at.realtimeUsec)}`;
}
