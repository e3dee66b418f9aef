import { readInTurn } from '../../collect/journal/index.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import type { CountedRow } from '../../timeline/overview/count-starts.ts';
import { emit, type PastSession, type PastWindow } from './gather.ts';
import { JOURNAL_FIELDS, managerMatches, STARTUP_FIELDS, unitMatches } from './journal-matches.ts';
import { spansAround, type Startup } from './spans.ts';
import { defined } from '../../defined.ts';

/** So many of a unit's last lines tell of its last runs. */
const LAST_LINES = 120;
/** So many journalctl run side by side. */
const AT_ONCE = 3;

/** Takes in what the journal tells of the last start of each row: the unit's last lines, and what lies around that start. Throws SourceError. */
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
