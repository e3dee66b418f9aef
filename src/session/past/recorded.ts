import { currentBootId } from '../../collect/host.ts';
import { readJournal } from '../../collect/journal/index.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { isTemplate } from '../../systemd/unit-name.ts';
import { unitsOf } from '../../analysis/suspects/instances.ts';
import { openPast } from './gather.ts';
import { JOURNAL_FIELDS, managerMatches } from './journal-matches.ts';
import type { Live } from '../live/open-live.ts';
import { defined } from '../../defined.ts';

/** From when on the past is wanted: µs of the wall clock, or so many starts of each unit. */
export interface WantedPast {
  readonly scope: ManagerScope;
  readonly since?: bigint;
  readonly lines: number;
}

/** Of the whole manager, so many of the newest entries are taken in when no time was given. */
export const PAST_ENTRIES = 2_000;
const INTERRUPTED = 'interrupted before all of the past was read';

/**
 * Takes what the journal holds from before the session began into the session; says so when the journal cannot be read, or when `interrupted` came before the
 * whole past was read.
 */
export async function gatherRecordedPast(
  { session, units, begun }: Pick<Live, 'session' | 'units' | 'begun'>,
  { scope, since, lines }: WantedPast,
  interrupted: AbortSignal,
): Promise<void> {
  const place = { scope };
  const boot = since === undefined ? currentBootId() : undefined;
  const range = defined({ boot, since, until: begun.realtimeUsec });
  try {
    if (units.length > 0) {
      // The journal knows instances only.
      const names = units.flatMap((unit) => unitsOf(unit, session.history)).filter((name) => !isTemplate(name));
      const past = openPast([...new Set(names)], { place, scope, lines: since === undefined ? lines : Number.POSITIVE_INFINITY, ...range });
      interrupted.addEventListener('abort', past.close, { once: true });
      try {
        await past.gather(session);
      } finally {
        interrupted.removeEventListener('abort', past.close);
        past.close();
      }
      return;
    }
    const query = {
      matches: managerMatches(scope),
      fields: JOURNAL_FIELDS,
      ...range,
      ...defined({ lines: since === undefined ? PAST_ENTRIES : undefined }),
    };
    for await (const { at, fields } of readJournal(query, place, interrupted))
      session.stream.emit({ source: 'journal', kind: 'entry', fields }, at);
  } catch (error) {
    // The signals of the keyboard end the journalctl that is read from, too.
    if (!interrupted.aborted) session.missing('journal', error);
  } finally {
    if (interrupted.aborted) session.stream.emit({ source: 'journal', kind: 'source-status', status: 'degraded', detail: INTERRUPTED });
  }
}
