import { dropOldest } from '../../history/retention.ts';
import type { StartRecord } from '../../model/unit-record.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import { createEvidenceIndex } from '../../timeline/evidence.ts';
import { presentStart } from '../../timeline/present-start.ts';
import { unitEvents, type EventKey } from '../../timeline/unit-events.ts';
import { askAround } from './ask-around.ts';
import { attributeLive } from './attribute-live.ts';
import type { Live, LiveListener } from './open-live.ts';
import type { Evidence, EvidenceId, Gap, Start, UnitEvent } from '../../model/timeline.ts';

/** Reports what happens in the order of time, each event once, as soon as enough is known about it. */
export interface LiveReporter extends Required<LiveListener> {
  /** Reports what is still waiting. */
  finish(): Promise<void>;
}

/** Takes what is reported; without `event`, only starts and gaps are. */
export interface LiveSink {
  readonly start: (start: Start, evidence: Readonly<Record<EvidenceId, Evidence>>) => void;
  readonly event?: ((event: UnitEvent) => void) | undefined;
  readonly gap?: (gap: Gap) => void;
}

/** Without `awaitsLines`, the last lines of a run are not waited for. */
interface LiveReporterOptions extends Pick<Live, 'history' | 'bus' | 'begun' | 'isWatched'>, Partial<Pick<Live, 'awaitsLines'>> {
  readonly sink: LiveSink;
}

/** All signals of a transaction have arrived after this time, unless the machine is very busy. */
const SETTLE_MS = 250;
/** Maximum time to wait for the journal, which comes later than the bus. */
const JOURNAL_MS = 850;
const TICK_MS = 50;
const MAX_REPORTED = 200_000;
/** Units that were asked about once; they may be asked about again. */
const MAX_QUERIED = 10_000;

/** Reports what happens from `begun` on. */
export function createLiveReporter({ history, bus, begun, isWatched, sink, awaitsLines = () => false }: LiveReporterOptions): LiveReporter {
  let pending: { readonly start: StartRecord; readonly since: number }[] = [];
  let changedAt: number | undefined;
  let unchangedUntil: number | undefined;
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let lastGap: Gap | undefined;
  const reported = new Set<string>();
  /** Of units that have not changed since: when the first event comes that is to be told and was not yet. */
  const nextEvent = new Map<string, Instant | undefined>();
  const queried = new Set<string>();

  const isReady = ({ start, since }: { readonly start: StartRecord; readonly since: number }): boolean => {
    const waited = performance.now() - since;
    return waited >= JOURNAL_MS || (waited >= SETTLE_MS && isLogged(start) && !awaitsLines(start.unit));
  };
  const isLogged = (start: StartRecord): boolean =>
    history
      .unit(start.unit)
      .logs.some(
        (log) =>
          log.kind === 'job-logged' && log.phase !== 'stopping' && log.phase !== 'stopped' && log.invocationId === start.invocationId,
      );

  // A unit that changes all the time must not delay output for the others.
  const isSettled = (at: number): boolean =>
    (performance.now() - at >= SETTLE_MS && ![...changed].some(awaitsLines)) || performance.now() - (unchangedUntil ?? at) >= JOURNAL_MS;

  async function report(everything: boolean): Promise<void> {
    // The history drops the oldest.
    const told = lastGap === undefined ? -1 : history.gaps.lastIndexOf(lastGap);
    for (const gap of history.gaps.slice(told + 1)) sink.gap?.(gap);
    lastGap = history.gaps.at(-1);
    if (queried.size > MAX_QUERIED) queried.clear();
    if (sink.event !== undefined) await askAround([...changed], history, bus, queried);
    const ready = pending.filter((item) => everything || isReady(item));
    pending = pending.filter((item) => !ready.includes(item));
    for (const { start } of ready) {
      const attribution = await attributeLive(start, history, bus, queried);
      reportEvents(start.at);
      const book = createEvidenceIndex();
      sink.start(presentStart(start, attribution, history, book), book.entries());
    }
    if (pending.length === 0 && changedAt !== undefined && (everything || isSettled(changedAt))) {
      changedAt = undefined;
      unchangedUntil = undefined;
      reportEvents(undefined);
      changed.clear();
      nextEvent.clear();
    }
  }

  function reportEvents(before: Instant | undefined): void {
    if (sink.event === undefined) return;
    for (const unit of changed) {
      if (before !== undefined && nextEvent.has(unit) && isAfter(nextEvent.get(unit), before)) continue;
      let next: Instant | undefined;
      const isWanted = (event: EventKey): boolean => {
        if (compareInstants(event.at, begun) < 0 || reported.has(keyOf(event))) return false;
        if (before === undefined || compareInstants(event.at, before) <= 0) return true;
        if (isAfter(next, event.at)) next = event.at;
        return false;
      };
      for (const event of unitEvents(history.unit(unit), history, createEvidenceIndex(), isWanted)) {
        remember(keyOf(event));
        sink.event(event);
      }
      nextEvent.set(unit, next);
    }
  }

  /** A watch may go on for months; the history forgets an event much earlier. */
  function remember(key: string): void {
    reported.add(key);
    dropOldest(reported, MAX_REPORTED);
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      running = (running ?? Promise.resolve())
        .then(() => report(false))
        .then(() => {
          if (pending.length > 0 || changedAt !== undefined) schedule();
        });
    }, TICK_MS);
  }

  return {
    start(start) {
      if (!isWatched(start.unit) || compareInstants(start.at, begun) < 0) return;
      pending.push({ start, since: performance.now() });
      schedule();
    },
    change(unit) {
      changed.add(unit);
      nextEvent.delete(unit);
      changedAt = performance.now();
      unchangedUntil ??= changedAt;
      schedule();
    },
    gap: schedule,
    async finish() {
      const deadline = performance.now() + JOURNAL_MS;
      while (pending.some((item) => !isReady(item)) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      clearTimeout(timer);
      await running;
      await report(true);
    },
  };
}

/** Whether a moment, which may never come, is later than another. */
function isAfter(moment: Instant | undefined, other: Instant): boolean {
  return moment === undefined || compareInstants(moment, other) > 0;
}

function keyOf(event: EventKey): string {
  return event.invocationId === undefined
    ? `${event.unit} ${event.kind} ${String(event.at.realtimeUsec)}`
    : `${event.unit} end ${event.invocationId}`;
}
