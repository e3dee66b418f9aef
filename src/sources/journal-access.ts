import type { SourceStatusPayload } from './observation.ts';
import { isOwnJournal, placeArguments } from './journal-query.ts';
import type { JournalPlace } from './journal-query.ts';
import { explainEnd, joinGroupRemedy, outputOfJournalctl } from './journalctl.ts';

/**
 * Says whether the journal tells all (`ok`), something (`degraded`: damaged files, or an ordinary user who sees only the own entries) or nothing
 * (`missing`), and what would help. Rests on what journalctl 247 to 262 print, whose hints come with `-o short` only; never throws but for a place that cannot be.
 */
export async function journalAccess(place: JournalPlace): Promise<SourceStatusPayload> {
  const { text, end } = await outputOfJournalctl(['--lines=1', '--output=short', ...placeArguments(place)]);
  const failure = explainEnd(end);
  if (failure !== undefined) return statusOf('missing', failure.message.replace(`; ${failure.remedy ?? ''}`, ''), failure.remedy);
  const complaints = end.complaints;
  const damaged = complaints.split('\n').filter((line) => /truncated|corrupt|Bad message|ignoring file/i.test(line));
  if (damaged.length > 0) return statusOf('degraded', damaged[0]?.trim(), '`journalctl --verify` tells which file; move it away');
  if (/not seeing messages from/.test(complaints) && place.scope === 'system') {
    return statusOf('degraded', "this user sees only the own entries, not the system's", joinGroupRemedy());
  }
  if (text.trim() === '' || /^-- No entries --$/m.test(text)) {
    const remedy = isOwnJournal(place)
      ? 'start systemd-journald, or look elsewhere with -D, --file or --root'
      : 'give the folder that holds the *.journal files to -D, or one file to --file';
    return statusOf('missing', 'the journal holds no entries', remedy);
  }
  return statusOf('ok');
}

function statusOf(status: SourceStatusPayload['status'], detail?: string, remedy?: string): SourceStatusPayload {
  return {
    source: 'journal',
    kind: 'source-status',
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
