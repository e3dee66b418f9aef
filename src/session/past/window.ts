import { SourceError } from '../../errors.ts';
import { isSystemdRunning, readHost } from '../../collect/host.ts';
import { isOwnJournal, lookAtJournal, placeBelow, resolveBoot, type JournalLook, type JournalPlace } from '../../collect/journal/index.ts';
import { parseTime } from '../../collect/timestamp.ts';
import type { HostPayload } from '../../model/observation.ts';
import type { Instant } from '../../model/instant.ts';
import type { PastWindow } from './gather.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { defined } from '../../defined.ts';

/** Which part of the past is requested, and where its journal is; times and the boot are as typed, and journalctl's own rules resolve them. */
export interface PastQuery {
  readonly scope: ManagerScope;
  /** How many starts of each unit, the newest. */
  readonly lines: number;
  readonly since?: string;
  readonly until?: string;
  /** `0` for -b alone, an offset such as `-1`, a boot id with or without an offset, or `all`. */
  readonly boot?: string;
  /** At most one of directory, files and root is given. */
  readonly directory?: string;
  readonly files: readonly string[];
  readonly root?: string;
}

/** The window of the journal, and the moments at which the answer begins and ends. */
export interface AnswerWindow extends PastWindow {
  readonly from: Promise<Instant | undefined>;
  readonly to?: Instant;
}

/** The window, and what is read meanwhile about the host and its journal. */
export interface PastSources {
  readonly window: AnswerWindow;
  /** Whether this host's own past is read, and not a journal from elsewhere. */
  readonly isHere: boolean;
  readonly host: Promise<HostPayload>;
  readonly look: Promise<JournalLook>;
}

/** Asks the sources of the past side by side. Throws SourceError where systemd is not PID 1, and for a named journal that is not there; beside a `root` it may be missing unless it is `needed`. */
export async function openSources(request: PastQuery, needed: boolean): Promise<PastSources> {
  const { scope, directory, files, root } = request;
  const place: JournalPlace = root === undefined ? defined({ scope, files, directory }) : placeBelow(root, scope);
  const isHere = isOwnJournal(place);
  if (isHere && !isSystemdRunning())
    throw new SourceError(
      'systemd is not PID 1 here, so it started nothing',
      "read another system's journal with -D, --file or --root, or a recording with whyalive report",
    );
  const host = quietly(readHost(defined({ scope, root: isHere ? undefined : (root ?? '/') })));
  const look = quietly(lookAtJournal(place));
  const elsewhere = isHere ? undefined : await look;
  if (elsewhere?.status.status === 'missing' && (needed || root === undefined))
    throw new SourceError(elsewhere.status.detail ?? 'there is no journal there', elsewhere.status.remedy);
  return { window: await windowOf(request, place, elsewhere?.newest), isHere, host, look };
}

/** When the answer begins, where that is known. */
export async function sinceOf({ from }: AnswerWindow): Promise<{ readonly since?: Instant }> {
  const since = await from;
  return since === undefined ? {} : { since };
}

/** The window of this boot unless -b, -S or -U is given; of a journal from elsewhere, of the last boot in it. */
async function windowOf(request: PastQuery, place: JournalPlace, newest: Instant | undefined): Promise<AnswerWindow> {
  const { scope, lines } = request;
  const since = request.since === undefined ? undefined : await parseTime(request.since);
  const until = request.until === undefined ? undefined : await parseTime(request.until);
  const isWhole = request.boot === 'all' || (request.boot === undefined && (since !== undefined || until !== undefined));
  const boot = isWhole
    ? undefined
    : await resolveBoot(request.boot, place, newest).catch((error: unknown) => {
        if (request.boot === undefined && error instanceof SourceError) return undefined;
        throw error;
      });
  const from = since === undefined ? boot?.began : Promise.resolve({ realtimeUsec: since });
  const to = until === undefined ? boot?.ended : { realtimeUsec: until };
  return defined({ place, scope, lines, boot: boot?.bootId, since, until, from: from ?? Promise.resolve(undefined), to });
}

/** Suppresses the unhandled-rejection warning; awaiting the promise still throws. */
export function quietly<T>(task: Promise<T>): Promise<T> {
  task.catch(() => undefined);
  return task;
}
