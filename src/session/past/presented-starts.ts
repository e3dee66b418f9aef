import { readInTurn } from '../../collect/journal/index.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import type { CountedRow } from '../../timeline/overview/count-starts.ts';
import { emit, type PastSession, type PastWindow } from './gather.ts';
import { JOURNAL_FIELDS, managerMatches, STARTUP_FIELDS, unitMatches } from './journal-matches.ts';
import { spansAround, type Startup } from './spans.ts';
import { defined } from '../../defined.ts';

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
  const { place, scope, boot, since, until } = window;
  const range = defined({ boot, since, until });
  const started = rows.filter(({ starts }) => starts > 0);
  const boots = [...new Set(started.map(({ lastBootId }) => lastBootId))].filter((id) =>
    startups.some(({ finished }) => finished.bootId === id),
  );
  const ends = boots.map((id) => ({
    matches: [[`MESSAGE_ID=${scope === 'system' ? MESSAGE_ID.startupFinished : MESSAGE_ID.userStartupFinished}`]],
    fields: [...JOURNAL_FIELDS, ...STARTUP_FIELDS],
    boot: id,
    lines: 4,
  }));
  const own = rows.map(({ lastUnit }) => ({
    ...range,
    matches: unitMatches([lastUnit], scope),
    fields: JOURNAL_FIELDS,
    reverse: true,
    lines: LAST_LINES,
  }));
  const moments = started.map(({ last, lastBootId }) => ({ at: { realtimeUsec: BigInt(last), bootId: lastBootId } }));
  const around = spansAround(moments, startups).map((span) => ({ ...span, matches: managerMatches(scope), fields: JOURNAL_FIELDS }));
  for await (const entry of readInTurn([...own, ...ends, ...around], place, AT_ONCE)) emit(entry, session);
}
