import { readInTurn } from '../../collect/journal/index.ts';
import type { CountedRow } from '../../timeline/overview/count-starts.ts';
import { emit, rangeOf, startupFinished, type PastSession, type PastWindow } from './gather.ts';
import { queriesAround, unfinishedStartup } from './around.ts';
import { JOURNAL_FIELDS, unitMatches } from './journal-matches.ts';
import type { Startup } from './spans.ts';

/** Maximum number of a unit's last lines that are read. */
const LAST_LINES = 120;
/** Maximum number of journalctl processes at once. */
const AT_ONCE = 3;

/** Adds to the session what the journal has about the last start of each row: the unit's last lines, and the entries around that start. Throws SourceError. */
export async function gatherPresentedStarts(
  rows: readonly CountedRow[],
  startups: readonly Startup[],
  session: PastSession,
  window: PastWindow,
): Promise<void> {
  const { place, scope } = window;
  const started = rows.filter(({ starts }) => starts > 0);
  const boots = [...new Set(started.map(({ lastBootId }) => lastBootId))].filter((id) =>
    startups.some(({ finished }) => finished.bootId === id),
  );
  const ends = boots.map((id) => startupFinished(id, scope));
  const own = rows.map(({ lastUnit }) => ({
    ...rangeOf(window),
    matches: unitMatches([lastUnit], scope),
    fields: JOURNAL_FIELDS,
    reverse: true,
    lines: LAST_LINES,
  }));
  const moments = started.map(({ lastUnit, last, lastBootId }) => ({
    unit: lastUnit,
    at: { realtimeUsec: BigInt(last), bootId: lastBootId },
  }));
  const unfinished = unfinishedStartup(startups, session.history);
  const all = unfinished === undefined ? startups : [...startups, unfinished];
  const queries = [...own, ...ends, ...queriesAround(moments, all, scope, session.history)];
  for await (const entry of readInTurn(queries, place, AT_ONCE)) emit(entry, session);
}
