import type { UnitRecord } from '../../model/unit-record.ts';
import { readJournal, type JournalEntry, type JournalPlace, type JournalQuery } from '../../collect/journal/index.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import { unitMatches } from './journal-matches.ts';
import { defined } from '../../defined.ts';

/** Maximum number of lines about one run that failed at once. */
const LINES = 16;
/** The run failed at most this long before the first automatic restart, in µs: longer than most RestartSec=. */
const BEFORE_USEC = 600_000_000n;

/**
 * Of a unit that Restart= has started again for longer than was read back: the lines of the run that failed first. systemd counts its restarts up from one,
 * so the journal's index finds the first at once. `query` is that of all entries about the unit.
 */
export async function* readFirstFailure(
  unit: UnitRecord,
  names: readonly string[],
  query: JournalQuery,
  place: JournalPlace,
): AsyncGenerator<JournalEntry> {
  const oldest = unit.logs.find((log) => log.kind === 'unit-logged' && log.detail.event === 'restart-scheduled');
  if (oldest?.kind !== 'unit-logged' || oldest.detail.event !== 'restart-scheduled' || (oldest.detail.nRestarts ?? 1) <= 1) return;
  const { fields, since, ...range } = query;
  const first = unitMatches(names, place.scope).map((match) => [...match, `MESSAGE_ID=${MESSAGE_ID.unitRestartScheduled}`, 'N_RESTARTS=1']);
  const until = oldest.at.realtimeUsec;
  const bounds = { ...range, ...defined({ fields }), reverse: true };
  for await (const restart of readJournal({ ...bounds, ...defined({ since }), matches: first, until, lines: 1 }, place)) {
    const failedAt = restart.at.realtimeUsec;
    yield restart;
    const from = failedAt - BEFORE_USEC;
    yield* readJournal({ ...bounds, since: since !== undefined && since > from ? since : from, until: failedAt, lines: LINES }, place);
  }
}
