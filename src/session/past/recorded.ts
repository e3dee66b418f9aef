import { currentBootId } from '../../collect/clock.ts';
import { readJournal } from '../../collect/journal/index.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { isTemplate } from '../../systemd/unit-name.ts';
import { unitsOf } from '../../history/instances.ts';
import { emit, openPast } from './gather.ts';
import { JOURNAL_FIELDS, managerMatches } from './journal-matches.ts';
import type { Live } from '../live/open-live.ts';
import { defined } from '../../defined.ts';

/** How much of the past is requested: from `since` on, in µs of the wall clock, or the newest `lines` starts of each unit. */
export interface RequestedPast {
  readonly scope: ManagerScope;
  readonly since?: bigint;
  readonly lines: number;
}

/** Maximum number of entries that are read for the whole manager when no time is given, the newest. */
export const PAST_ENTRIES = 2_000;
const INTERRUPTED = 'interrupted before all of the past was read';

/**
 * Adds the journal entries from before the session began to the session. That the journal cannot be read, or that `interrupted` came before the end, is noted
 * in the session.
 */
export async function gatherBeforeRecording(
  { session, units, begun }: Pick<Live, 'session' | 'units' | 'begun'>,
  { scope, since, lines }: RequestedPast,
  interrupted: AbortSignal,
): Promise<void> {
  const place = { scope };
  const boot = since === undefined ? currentBootId() : undefined;
  const range = defined({ boot, since, until: begun.realtimeUsec });
  try {
    if (units.length > 0) {
      // Journal entries name instances, never templates.
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
    for await (const entry of readJournal(query, place, interrupted)) emit(entry, session);
  } catch (error) {
    // Ctrl-C ends the journalctl that is being read from, too.
    if (!interrupted.aborted) session.missing('journal', error);
  } finally {
    if (interrupted.aborted) session.stream.emit({ source: 'journal', kind: 'source-status', status: 'degraded', detail: INTERRUPTED });
  }
}
