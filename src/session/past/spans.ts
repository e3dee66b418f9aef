import type { StartRecord } from '../../model/unit-record.ts';
import type { JournalEntry } from '../../collect/journal/index.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import { LONGEST_USEC, ORDERING_USEC } from '../../analysis/jobs/journal-transaction.ts';
import { STARTUP_FIELDS } from './journal-matches.ts';

/** The journal is read this long before a start, for what led to it, and this long after, for what followed. */
const BEFORE_USEC = 10_000_000n;
const AFTER_USEC = 2_000_000n;
/** A startup that goes on for longer than this is read so far: what hangs then is not the start of units. */
const STARTUP_USEC = 600_000_000n;
/** Spans that lie closer together than this are read in one go. */
const JOIN_USEC = 30_000_000n;

/** A stretch of the wall clock in µs, both ends included. */
export interface Span {
  readonly since: bigint;
  readonly until: bigint;
}

/** A manager's startup: when it was over, and for how long (in µs) it had started units by then. One that still goes on is over now. */
export interface Startup {
  readonly finished: Instant;
  readonly took: bigint;
}

/** The startup that a manager's "Startup finished" ends; its fields tell how long each phase took, on 247 to 262. */
export function startupOf({ at, fields }: JournalEntry): Startup {
  const phases = STARTUP_FIELDS.map((name) => fields[name]).filter((value) => typeof value === 'string' && /^\d{1,15}$/.test(value));
  const took = phases.length === 0 ? (at.monotonicUsec ?? 0n) : phases.reduce((sum, value) => sum + BigInt(String(value)), 0n);
  return { finished: at, took };
}

/** The spans to read around starts; a start during a startup is read from the begin of that startup. In order, joined where close. */
export function spansAround(starts: readonly Pick<StartRecord, 'at'>[], startups: readonly Startup[]): readonly Span[] {
  return joined(
    starts.map(({ at }) => {
      const moment = at.realtimeUsec;
      const elapsed = startupAt(at, startups)?.elapsed ?? 0n;
      return { since: moment - (elapsed > STARTUP_USEC ? 0n : elapsed) - BEFORE_USEC, until: moment + AFTER_USEC };
    }),
  );
}

/** The spans in which starts waited for a unit that they come after, and what led to the wait; of a longer wait than ten minutes the end. */
export function waitSpans(waits: readonly { readonly at: Instant; readonly since: Instant }[]): readonly Span[] {
  return joined(
    waits.map(({ at, since }) => {
      const longest = at.realtimeUsec - LONGEST_USEC;
      return { since: (since.realtimeUsec > longest ? since.realtimeUsec : longest) - BEFORE_USEC, until: at.realtimeUsec };
    }),
  );
}

/** The startups in which some of the starts lie: the target that pulled a unit in is reached at their end. */
export function startupSpans(starts: readonly Pick<StartRecord, 'at'>[], startups: readonly Startup[]): readonly Span[] {
  return joined(
    starts.flatMap(({ at }) => {
      const { elapsed, took } = startupAt(at, startups) ?? {};
      if (elapsed === undefined || took === undefined) return [];
      const since = at.realtimeUsec - elapsed;
      return [{ since, until: since + (took > STARTUP_USEC ? STARTUP_USEC : took) + AFTER_USEC }];
    }),
  );
}

/** The spans in which lines about the jobs of units lie that can have pulled these starts in, or taken them down: as far as attribution may reach. */
export function parentSpans(starts: readonly Pick<StartRecord, 'at'>[]): readonly Span[] {
  return joined(starts.map(({ at: { realtimeUsec } }) => ({ since: realtimeUsec - ORDERING_USEC, until: realtimeUsec + LONGEST_USEC })));
}

/** How far into its startup a manager was at an instant. */
function startupAt(at: Instant, startups: readonly Startup[]): { readonly elapsed: bigint; readonly took: bigint } | undefined {
  return startups
    .filter(({ finished }) => finished.bootId === at.bootId)
    .map(({ finished, took }) => ({ elapsed: took - usecBetween(at, finished), took }))
    .find(({ elapsed, took }) => elapsed >= 0n && elapsed <= took);
}

function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))) {
    const last = result.at(-1);
    if (last !== undefined && span.since <= last.until + JOIN_USEC)
      result[result.length - 1] = { since: last.since, until: last.until > span.until ? last.until : span.until };
    else result.push(span);
  }
  return result;
}
