import type { Instant } from '../../model/instant.ts';
import type { SourceStatusPayload } from '../../model/observation.ts';
import { isOwnJournal, placeArguments, type JournalPlace } from './query.ts';
import { explainEnd, joinGroupRemedy, outputOfJournalctl, type JournalctlEnd } from './journalctl.ts';
import { defined } from '../../defined.ts';

/** What reading the newest entry of a journal shows. */
export interface JournalLook {
  /**
   * Whether the journal can be read completely (`ok`), partly (`degraded`: damaged files, or an ordinary user who sees only their own entries) or not at all
   * (`missing`), and what would help.
   */
  readonly status: SourceStatusPayload;
  /** When journald took its newest entry; left out where there is none. */
  readonly newest?: Instant;
}

/** Based on the messages of journalctl 247 to 262, whose hints come with `-o short` only, and on the newest entry's cursor; throws only for an impossible place. */
export async function lookAtJournal(place: JournalPlace): Promise<JournalLook> {
  const { text, end } = await outputOfJournalctl(['--lines=1', '--output=short', '--show-cursor', ...placeArguments(place)]);
  const newest = instantOfCursor(text);
  return defined({ status: statusAfter(text, end, place), newest });
}

/** A journal without entries has no cursor to show, which 247 to 262 report as a failure; so they do for a folder without files. */
const EMPTY_COMPLAINT = /^(No journal files were found\.|Failed to get cursor: .*)$/m;

function instantOfCursor(text: string): Instant | undefined {
  const [, bootId, monotonic, realtime] = /^-- cursor: .*\bb=([0-9a-f]{32});m=([0-9a-f]{1,16});t=([0-9a-f]{1,16})\b/m.exec(text) ?? [];
  if (bootId === undefined || monotonic === undefined || realtime === undefined) return undefined;
  return { realtimeUsec: BigInt(`0x${realtime}`), monotonicUsec: BigInt(`0x${monotonic}`), bootId };
}

function statusAfter(text: string, end: JournalctlEnd, place: JournalPlace): SourceStatusPayload {
  const failure = EMPTY_COMPLAINT.test(end.complaints) ? undefined : explainEnd(end);
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
  return defined({ source: 'journal', kind: 'source-status', status, detail, remedy });
}
