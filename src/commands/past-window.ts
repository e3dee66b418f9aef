import { SourceError } from '../errors.ts';
import { parseTime, resolveBoot, type JournalPlace } from '../sources/journal.ts';
import type { SourceStatusPayload } from '../sources/observation.ts';
import type { SystemBus } from '../sources/system-bus.ts';
import type { UnitSearchOptions } from '../sources/unit-search-path.ts';
import type { Instant } from '../systemd/instant.ts';
import type { PastWindow } from './gather-past.ts';
import type { ExplainRequest } from './request.ts';
import type { Session } from './session.ts';

/** What says which past is asked for, and where its journal lies. */
export type PastQuestion = Pick<ExplainRequest, 'scope' | 'lines' | 'since' | 'until' | 'boot' | 'directory' | 'files' | 'root'>;

/** The window of the journal, and the moments at which the answer begins and ends. */
export interface AnswerWindow extends PastWindow {
  readonly from: Promise<Instant | undefined>;
  readonly to?: Instant;
}

/** When the answer begins, where that is known. */
export async function sinceOf({ from }: AnswerWindow): Promise<{ readonly since?: Instant }> {
  const since = await from;
  return since === undefined ? {} : { since };
}

/** Of this boot unless -b, -S or -U says otherwise; of the last one that a journal from elsewhere holds. */
export async function windowOf(request: PastQuestion, place: JournalPlace, newest: Instant | undefined): Promise<AnswerWindow> {
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
  return {
    place,
    scope,
    lines,
    ...(boot === undefined ? {} : { boot: boot.bootId }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    from: from ?? Promise.resolve(undefined),
    ...(to === undefined ? {} : { to }),
  };
}

/** The one place that is named; this machine's own journal without. */
export function journalPlace({ scope, directory, files, root }: PastQuestion): JournalPlace {
  return { scope, files, ...(directory === undefined ? {} : { directory }), ...(root === undefined ? {} : { root }) };
}

/** Where systemd does not run there is nothing of its own to look back at. */
export function noSystemd(): SourceError {
  return new SourceError(
    'systemd is not PID 1 here, so it started nothing',
    "read another system's journal with -D, --file or --root, or a recording with whyalive report",
  );
}

/** A journal that was named and is not there. */
export function noJournal({ detail, remedy }: SourceStatusPayload): SourceError {
  return new SourceError(detail ?? 'there is no journal there', remedy);
}

/** Whoever awaits it sees its failure; nobody has to, when something else fails first. */
export function quietly<T>(task: Promise<T>): Promise<T> {
  task.catch(() => undefined);
  return task;
}

/** The manager's bus; that it is missing is noted in the session. */
export async function tryBus(session: Session, scope: PastQuestion['scope']): Promise<SystemBus | undefined> {
  const { openSystemBus } = await import('../sources/system-bus.ts');
  try {
    const bus = await openSystemBus({ scope, stream: session.stream });
    session.ok('system-bus');
    return bus;
  } catch (error) {
    session.missing('system-bus', error);
    return undefined;
  }
}

/** Where the unit files are: the manager's own search path where it tells; nowhere when only a journal was given. */
export async function placesOf(request: PastQuestion, bus: SystemBus | undefined): Promise<UnitSearchOptions | undefined> {
  if (request.root !== undefined) return { scope: request.scope, root: request.root };
  if (request.directory !== undefined || request.files.length > 0) return undefined;
  const path = (await bus?.managerProperties())?.['UnitPath'];
  const searchPath = Array.isArray(path) ? path.filter((folder): folder is string => typeof folder === 'string') : undefined;
  return { scope: request.scope, ...(searchPath === undefined ? {} : { searchPath }) };
}
