import type { History } from '../facts/history.ts';
import type { StartRecord } from '../facts/unit-record.ts';
import { listProperty } from '../facts/properties.ts';
import { readJournal, type JournalPlace, type JournalQuery } from '../sources/journal.ts';
import type { ManagerScope } from '../sources/observation.ts';
import { MESSAGE_ID } from '../systemd/message-ids.ts';
import type { StartCount } from '../timeline/timeline.ts';
import { JOURNAL_FIELDS, managerMatches, unitMatches } from './journal-matches.ts';
import type { Session } from './session.ts';

/** What part of the journal is asked for. */
export interface PastWindow {
  readonly place: JournalPlace;
  readonly scope: ManagerScope;
  readonly boot?: string;
  /** µs of the wall clock. */
  readonly since?: bigint;
  readonly until?: bigint;
  /** How many starts of each unit, the newest. */
  readonly lines: number;
}

/** What may have led to a start stands this long before it, and what followed from it this long after. */
const BEFORE_USEC = 10_000_000n;
const AFTER_USEC = 2_000_000n;
/** Windows that lie closer together than this are read in one go. */
const JOIN_USEC = 30_000_000n;
/** Counting stops here; more is told as "more than". */
const MOST_COUNTED = 10_000;

/** Reads the last starts of the units first, then what lies around them; memory does not grow with the journal. Gives how often each unit started. */
export async function gatherPast(units: readonly string[], session: Session, window: PastWindow): Promise<readonly StartCount[]> {
  const counts: StartCount[] = [];
  for (const unit of units) counts.push(await readLastStarts(unit, session, window));
  const starts = units.flatMap((unit) => session.history.unit(unit).starts.slice(-window.lines));
  await readAround(starts, session, window);
  return counts;
}

async function readLastStarts(unit: string, session: Session, window: PastWindow): Promise<StartCount> {
  const { history } = session;
  const record = history.unit(unit);
  const names = [...new Set([unit, record.name, ...listProperty(record.properties ?? {}, 'Names')])];
  const query = { ...rangeOf(window), matches: unitMatches(names, window.scope), fields: JOURNAL_FIELDS, reverse: true };
  const before = record.starts.length;
  for await (const entry of readJournal(query, window.place)) {
    emit(entry, session);
    if (record.starts.length > window.lines + 1 + before) return countStarts(unit, names, window);
  }
  return { unit, starts: record.starts.filter((start) => isWithin(start, window)).length, atLeast: false };
}

/** Counts distinct invocations without keeping their entries. */
async function countStarts(unit: string, names: readonly string[], window: PastWindow): Promise<StartCount> {
  const field = window.scope === 'system' ? 'INVOCATION_ID' : 'USER_INVOCATION_ID';
  const matches = unitMatches(names, window.scope).flatMap((match) =>
    [MESSAGE_ID.unitStarting, MESSAGE_ID.unitStarted].map((id) => [...match, `MESSAGE_ID=${id}`]),
  );
  const seen = new Set<string>();
  for await (const { fields } of readJournal({ ...rangeOf(window), matches, fields: [field] }, window.place)) {
    const id = fields[field];
    if (typeof id === 'string') seen.add(id);
    if (seen.size >= MOST_COUNTED) return { unit, starts: seen.size, atLeast: true };
  }
  return { unit, starts: seen.size, atLeast: false };
}

async function readAround(starts: readonly StartRecord[], session: Session, window: PastWindow): Promise<void> {
  const { history } = session;
  const boots = new Set(starts.map(({ at }) => at.bootId).filter((id) => id !== undefined));
  for (const boot of boots) await readStartupFinished(boot, session, window);
  const spans = joined(
    starts.map((start) => {
      const began = isInStartup(start, history)
        ? start.at.realtimeUsec - (start.at.monotonicUsec ?? 0n)
        : start.at.realtimeUsec - BEFORE_USEC;
      return { since: began, until: start.at.realtimeUsec + AFTER_USEC };
    }),
  );
  for (const span of spans) {
    const query: JournalQuery = { matches: managerMatches(window.scope), fields: JOURNAL_FIELDS, ...span };
    for await (const entry of readJournal(query, window.place)) emit(entry, session);
  }
}

async function readStartupFinished(boot: string, session: Session, window: PastWindow): Promise<void> {
  const id = window.scope === 'system' ? MESSAGE_ID.startupFinished : MESSAGE_ID.userStartupFinished;
  const query = { matches: [[`MESSAGE_ID=${id}`]], boot, fields: JOURNAL_FIELDS, lines: 4 };
  for await (const entry of readJournal(query, window.place)) emit(entry, session);
}

function isInStartup(start: StartRecord, history: History): boolean {
  const finished = history.hostLogs.find(({ detail, at }) => detail.event === 'startup-finished' && at.bootId === start.at.bootId);
  return finished !== undefined && start.at.realtimeUsec <= finished.at.realtimeUsec;
}

interface Span {
  readonly since: bigint;
  readonly until: bigint;
}

function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => (a.since < b.since ? -1 : 1))) {
    const last = result.at(-1);
    if (last !== undefined && span.since <= last.until + JOIN_USEC)
      result[result.length - 1] = { since: last.since, until: last.until > span.until ? last.until : span.until };
    else result.push(span);
  }
  return result;
}

function rangeOf({ boot, since, until }: PastWindow): Pick<JournalQuery, 'boot' | 'since' | 'until'> {
  return { ...(boot === undefined ? {} : { boot }), ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

function isWithin({ at }: StartRecord, { since, until }: PastWindow): boolean {
  return (since === undefined || at.realtimeUsec >= since) && (until === undefined || at.realtimeUsec <= until);
}

function emit(
  entry: { readonly at: Parameters<Session['stream']['emit']>[1]; readonly fields: Readonly<Record<string, string | readonly string[]>> },
  { stream }: Session,
): void {
  stream.emit({ source: 'journal', kind: 'entry', fields: entry.fields }, entry.at);
}
