import { currentBootId } from '../sources/host.ts';
import { readJournal } from '../sources/journal.ts';
import type { ManagerScope } from '../sources/observation.ts';
import { openPast } from './gather-past.ts';
import { JOURNAL_FIELDS, managerMatches } from './journal-matches.ts';
import type { Live } from './live.ts';

/** From when on the past is wanted: µs of the wall clock, or so many starts of each unit. */
export interface WantedPast {
  readonly scope: ManagerScope;
  readonly since?: bigint;
  readonly lines: number;
}

/** Of the whole manager, so many of the newest entries are taken in when no time was given. */
const PAST_ENTRIES = 2_000;

/** Takes what the journal holds from before the session began into the session; says that the journal is missing when it cannot be read. */
export async function gatherRecordedPast({ session, units, begun }: Live, { scope, since, lines }: WantedPast): Promise<void> {
  const place = { scope };
  const boot = since === undefined ? currentBootId() : undefined;
  const range = { ...(boot === undefined ? {} : { boot }), ...(since === undefined ? {} : { since }), until: begun.realtimeUsec };
  try {
    if (units.length > 0) {
      const past = openPast(units, { place, scope, lines: since === undefined ? lines : Number.POSITIVE_INFINITY, ...range });
      try {
        await past.gather(session);
      } finally {
        past.close();
      }
      return;
    }
    const query = {
      matches: managerMatches(scope),
      fields: JOURNAL_FIELDS,
      ...range,
      ...(since === undefined ? { lines: PAST_ENTRIES } : {}),
    };
    for await (const { at, fields } of readJournal(query, place)) session.stream.emit({ source: 'journal', kind: 'entry', fields }, at);
  } catch (error) {
    session.missing('journal', error);
  }
}
