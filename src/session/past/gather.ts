import { now } from '../../collect/clock.ts';
import type { Instant } from '../../model/instant.ts';
import { namesOf, type StartRecord } from '../../model/unit-record.ts';
import {
  isOwnJournal,
  readAhead,
  readInTurn,
  readJournal,
  type AheadReading,
  type JournalEntry,
  type JournalPlace,
  type JournalQuery,
} from '../../collect/journal/index.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import type { StartCount } from '../../model/timeline.ts';
import { catchUp, EARLY_USEC } from './catch-up.ts';
import { describeRequesters } from './bus-requesters.ts';
import { readFirstFailure } from './first-failure.ts';
import { endedRuns, readLastLines, endTimes } from './last-lines.ts';
import { JOURNAL_FIELDS, spawnMatches, STARTUP_FIELDS, unitMatches } from './journal-matches.ts';
import { queriesAround, unfinishedStartup } from './around.ts';
import { startupOf, type Startup } from './spans.ts';
import type { Session } from '../session.ts';
import { defined } from '../../defined.ts';

/** The session that entries are added to. */
export interface PastSession extends Pick<Session, 'stream' | 'history'> {
  /** What the journal tells of later is left out. */
  readonly until?: Instant;
}

/** Which part of the journal is requested. */
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

/** A past that is already being read. */
export interface Past {
  /**
   * Adds the units' last starts to the session, then the entries around them; gives how often each unit started. Where the manager was asked, too, up to `asked`, the journal tells
   * of the same time: what it began to be read before is read again, and what came later is left out. Throws SourceError when there is no journal to read.
   */
  gather(session: PastSession, asked?: Instant): Promise<readonly StartCount[]>;
  /** Ends the journalctl processes that are still running. */
  close(): void;
}

/** Counting stops here; the count is then reported as a minimum. */
const MAX_COUNTED = 10_000;
/** Maximum number of journalctl processes at once; their output waits in the pipes until it is their turn. */
const AT_ONCE = 4;

/**
 * Starts to read the last starts of the units, newest first; memory does not grow with the journal.
 * The order in which entries reach the session depends on the journal only, never on which journalctl was faster.
 */
export function openPast(units: readonly string[], requested: PastWindow): Past {
  const begun = now();
  const ahead = new Map(units.slice(0, AT_ONCE).map((unit) => [unit, readAhead(lastEntries([unit], requested), requested.place)]));
  const startups = requested.boot === undefined ? undefined : readAhead(startupFinished(requested.boot, requested.scope), requested.place);
  return {
    async gather(whole, asked) {
      const session = defined({ stream: whole.stream, history: whole.history, until: asked });
      const window = asked === undefined ? requested : endingAt(requested, asked);
      const counts: Promise<StartCount>[] = [];
      const firsts: Promise<readonly JournalEntry[]>[] = [];
      for (const unit of units) {
        const names = namesIn(unit, session);
        const isWhole = await readLastStarts(unit, names, ahead.get(unit), session, window);
        if (asked !== undefined && window.until === asked.realtimeUsec) await catchUpWith(asked, begun, unit, names, session, window);
        const count = isWhole ? Promise.resolve(countKnown(unit, session, window)) : countStarts(unit, names, window);
        count.catch(() => undefined); // awaited below; something else may fail first
        counts.push(count);
        if (isWhole) continue;
        const first = listOf(readFirstFailure(session.history.unit(unit), names, lastEntries(names, window), window.place));
        first.catch(() => undefined); // awaited below
        firsts.push(first);
      }
      const starts = units.flatMap((unit) => startsWithin(unit, session, window).slice(-window.lines));
      const lines = readLastLines(endedRuns(starts, session.history), window.place);
      try {
        await readAround(starts, startups, session, window);
        await lines.emitTo(session.stream);
        for (const first of firsts) for (const entry of await first) emit(entry, session);
        if (isOwnJournal(window.place)) describeRequesters(session, window.scope);
      } finally {
        lines.close();
      }
      return Promise.all(counts);
    },
    close() {
      startups?.close();
      for (const { close } of ahead.values()) close();
    },
  };
}

async function catchUpWith(
  asked: Instant,
  begun: Instant,
  unit: string,
  names: readonly string[],
  session: PastSession,
  window: PastWindow,
): Promise<void> {
  const silentFrom = await catchUp(session.history.unit(unit), begun, async () => {
    const query = { ...lastEntries(names, window), since: begun.realtimeUsec - EARLY_USEC };
    for await (const entry of readJournal(query, window.place)) emit(entry, session);
  });
  if (silentFrom === undefined) return;
  session.stream.emit({
    source: 'journal',
    kind: 'gap',
    from: silentFrom,
    to: asked,
    text: `the journal does not tell of the last start of ${unit} yet`,
  });
}

/** The window without what came after a moment. */
function endingAt(window: PastWindow, { realtimeUsec }: Instant): PastWindow {
  return window.until !== undefined && window.until <= realtimeUsec ? window : { ...window, until: realtimeUsec };
}

async function listOf(entries: AsyncIterable<JournalEntry>): Promise<readonly JournalEntry[]> {
  const list: JournalEntry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

/** Reads until enough starts are known; true when the journal was read to its end. */
async function readLastStarts(
  unit: string,
  names: readonly string[],
  ahead: AheadReading | undefined,
  session: PastSession,
  window: PastWindow,
): Promise<boolean> {
  const record = session.history.unit(unit);
  const before = record.starts.length;
  const isAhead = ahead !== undefined && names.length === 1 && names[0] === unit;
  if (!isAhead) ahead?.close();
  const entries = isAhead ? ahead.entries : readJournal(lastEntries(names, window), window.place);
  for await (const entry of entries) {
    emit(entry, session);
    if (record.starts.length > window.lines + 1 + before) return false;
  }
  return true;
}

/** All names that entries about a unit may carry. */
function namesIn(unit: string, { history }: PastSession): readonly string[] {
  return [...new Set([unit, ...namesOf(history.unit(unit))])];
}

/** How many starts of the window are in the session. */
export function countKnown(unit: string, session: PastSession, window: PastWindow): StartCount {
  return { unit, starts: startsWithin(unit, session, window).length, atLeast: false };
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
    if (seen.size >= MAX_COUNTED) return { unit, starts: seen.size, atLeast: true };
  }
  return { unit, starts: seen.size, atLeast: false };
}

/** Reads when the startup of each boot was over, then the entries around the starts and around the ends that something caused; for a start during a startup, from the begin of that startup on. */
async function readAround(
  starts: readonly StartRecord[],
  ahead: AheadReading | undefined,
  session: PastSession,
  window: PastWindow,
): Promise<void> {
  const boots = [...new Set(starts.flatMap(({ at }) => at.bootId ?? []))].filter((boot) => ahead === undefined || boot !== window.boot);
  const startups: Startup[] = [];
  const take = async (entries: AsyncIterable<JournalEntry>): Promise<void> => {
    for await (const entry of entries) {
      emit(entry, session);
      startups.push(startupOf(entry));
    }
  };
  if (ahead !== undefined && starts.length > 0) await take(ahead.entries);
  await take(
    readInTurn(
      boots.map((boot) => startupFinished(boot, window.scope)),
      window.place,
      AT_ONCE,
    ),
  );
  const unfinished = unfinishedStartup(startups, session.history);
  if (unfinished !== undefined) startups.push(unfinished);
  const queries = queriesAround([...starts, ...endTimes(starts, session.history)], startups, window.scope, session.history);
  for await (const entry of readInTurn(queries, window.place, AT_ONCE)) emit(entry, session);
}

function lastEntries(names: readonly string[], window: PastWindow): JournalQuery {
  return {
    ...rangeOf(window),
    matches: [...unitMatches(names, window.scope), ...spawnMatches(names, window.scope)],
    fields: JOURNAL_FIELDS,
    reverse: true,
  };
}

/** A boot has one startup, but containers that share their host's boot id have more. */
export function startupFinished(boot: string, scope: ManagerScope): JournalQuery {
  const id = scope === 'system' ? MESSAGE_ID.startupFinished : MESSAGE_ID.userStartupFinished;
  return { matches: [[`MESSAGE_ID=${id}`]], boot, fields: [...JOURNAL_FIELDS, ...STARTUP_FIELDS], lines: 4 };
}

/** The starts of a unit in the session that lie in the window. */
export function startsWithin(
  unit: string,
  { history }: Pick<PastSession, 'history'>,
  { boot, since, until }: PastWindow,
): readonly StartRecord[] {
  return history
    .unit(unit)
    .starts.filter(
      ({ at }) =>
        (boot === undefined || at.bootId === undefined || at.bootId === boot) &&
        (since === undefined || at.realtimeUsec >= since) &&
        (until === undefined || at.realtimeUsec <= until),
    );
}

export function rangeOf({ boot, since, until }: PastWindow): Pick<JournalQuery, 'boot' | 'since' | 'until'> {
  return defined({ boot, since, until });
}

/** Adds an entry to a session. */
export function emit({ at, fields }: JournalEntry, { stream, until }: PastSession): void {
  if (until !== undefined && at.realtimeUsec > until.realtimeUsec) return;
  stream.emit({ source: 'journal', kind: 'entry', fields }, at);
}
