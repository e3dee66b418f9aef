import type { History } from '../../history/history.ts';
import type { StartRecord } from '../../model/unit-record.ts';
import { now } from '../../collect/clock.ts';
import { readHost } from '../../collect/host.ts';
import { followJournal, journalAccess } from '../../collect/journal/index.ts';
import type { Probe } from '../../collect/probe/probe.ts';
import { openProbe } from '../../collect/probe/probe-process.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { raisePriority } from '../../collect/probe/priority.ts';
import { openSystemBus, type SystemBus } from '../../collect/bus/system-bus.ts';
import { indexUnitFiles, readUnitFiles } from '../../collect/files/unit-files.ts';
import type { Instant } from '../../model/instant.ts';
import type { SourceStatus } from '../../model/timeline.ts';
import { checkUnits } from '../describe/check-units.ts';
import { describeAllUnits } from '../describe/describe-all-units.ts';
import { describeUpwards } from '../describe/describe-units.ts';
import { JOURNAL_FIELDS, managerMatches } from '../past/journal-matches.ts';
import { createLiveLastLines, type LiveLastLines } from './last-lines.ts';
import { managerQueries } from '../describe/manager-access.ts';
import { changedOnly } from '../describe/changed-only.ts';
import { createProbeRequests, type ProbeRequests } from './probe-requests.ts';
import { createWatchedUnits, type WatchedUnits } from './watched-units.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';
import { completeNames, requireKnown, resolveAliases, unknownUnits, type RequestedUnit } from '../describe/unit-names.ts';

/** A manager that is followed live: its signals, the journal as it grows, and the processes in /proc when a job is queued. */
export interface Live {
  readonly session: Session;
  readonly history: History;
  readonly bus: SystemBus;
  /** The requested units by their primary names; none for the whole manager. */
  readonly units: readonly string[];
  /** From when on nothing is missed. */
  readonly begun: Instant;
  isWatched(unit: string): boolean;
  /** Whether the last lines of a run of a unit are still being read. */
  awaitsLines(unit: string): boolean;
  /** Describes the units and all that can start them again; files that have not changed are passed over. */
  describeAgain(): Promise<void>;
  /** Reads the files of the units and checks what they name on the host again: it may have been repaired. */
  checkAgain(): void;
  /** Stops listening; the session stays open. */
  stop(): Promise<void>;
  /** Stops, and closes the session. */
  close(): Promise<void>;
}

/** What a live session follows. */
export interface LiveOptions extends Pick<
  SessionOptions,
  'command' | 'options' | 'writeTo' | 'writing' | 'since' | 'redactor' | 'retention'
> {
  readonly scope: ManagerScope;
  /** The units as typed; none for the whole manager. */
  readonly typed: readonly string[];
  /** Whether programs are traced as they are executed. */
  readonly traceExec: boolean;
  readonly warn: (sentence: string) => void;
  /** Called for a source that is missing or incomplete. */
  readonly onSource: (status: SourceStatus) => void;
}

export interface LiveListener {
  start(start: StartRecord): void;
  /** Something was observed of a unit that is watched. */
  change?(unit: string): void;
  gap?(): void;
}

/** In a burst the manager is busy, and a late answer is of no use. */
const MAX_CALLS_AT_ONCE = 32;

const TRIGGER = /\.(timer|path|socket|automount)$/;

/**
 * Connects to a manager, describes its units and subscribes to what happens from then on. `listener` gets starts from the first moment on, changes and gaps
 * once this call has returned. Throws KnownError when there is no manager, no such unit, or no place for the recording.
 */
export async function openLive(options: LiveOptions, listener: LiveListener): Promise<Live> {
  const { scope } = options;
  const requested = resolveAliases(completeNames(options.typed), { scope });
  const units = requested.map(({ id }) => id);
  const events: SessionEvents = {};
  const opening = await open(options, requested, listener, events);
  const { session, closers } = opening;
  const { history } = session;
  const stop = async (): Promise<void> => {
    for (let next = closers.pop(); next !== undefined; next = closers.pop()) await next();
  };
  const close = async (): Promise<void> => {
    try {
      await stop();
    } finally {
      await session.close();
    }
  };
  try {
    const watched = createWatchedUnits(units, history);
    const connection = await connect(scope, opening, watched);
    const { bus } = connection;
    const { describeAgain, checkAgain } = await describe(scope, requested, connection, watched, options.warn);
    const { begun, lines } = await subscribe(scope, opening, options.onSource, units.length === 0);
    Object.assign(events, eventsFor(listener, connection, watched, lines));
    const { isWatched } = watched;
    return { session, history, bus, units, begun, isWatched, awaitsLines: lines.awaits, describeAgain, checkAgain, stop, close };
  } catch (error) {
    await stop().finally(() => session.discard());
    throw error;
  }
}

/** What a session calls from the moment on at which all that listens is there. */
type SessionEvents = Partial<Pick<SessionOptions, 'onFact' | 'onGap'>>;

/** A session with its probe, and what is to be closed, the newest first. */
interface Opening {
  readonly session: Session;
  readonly probe: Probe;
  readonly closers: (() => Promise<void> | void)[];
}

/** Starts the probe before the session: where a trace is not possible, no recording is begun. */
async function open(
  options: LiveOptions,
  requested: readonly RequestedUnit[],
  listener: LiveListener,
  events: SessionEvents,
): Promise<Opening> {
  const lowerPriority = raisePriority();
  const ready = await openProbe({ scope: options.scope, traceExec: options.traceExec });
  try {
    const session = openSession({
      ...options,
      units: requested.map(({ id }) => id),
      askedFor: requested.map(({ askedFor }) => askedFor),
      onStart: (start) => listener.start(start),
      onFact: (unit, isNew) => events.onFact?.(unit, isNew),
      onGap: () => events.onGap?.(),
      onTrouble: options.warn,
    });
    const probe = ready.follow(session.stream);
    return { session, probe, closers: [lowerPriority, () => probe.close()] };
  } catch (error) {
    await ready.close();
    throw error;
  }
}

/** A session whose manager is being listened to. */
interface Connection {
  readonly session: Session;
  readonly bus: SystemBus;
  readonly requests: ProbeRequests;
  /** Asks for the properties of a unit, which the session then holds; not while many answers are still awaited. */
  readonly fetchProperties: (unit: string) => void;
}

/** Connects to the manager; its signals are in the session from the end of this call on. */
async function connect(scope: ManagerScope, { session, probe, closers }: Opening, watched: WatchedUnits): Promise<Connection> {
  const requests = createProbeRequests(probe, session.history, watched.ofInterest);
  requests.renew();
  let calls = 0;
  const fetchProperties = (unit: string): void => {
    if (calls >= MAX_CALLS_AT_ONCE) return;
    calls += 1;
    void bus
      .unitProperties(unit)
      .catch(() => undefined)
      .finally(() => (calls -= 1));
  };
  const bus = await openSystemBus({
    scope,
    stream: session.stream,
    onJobNew(jobId, unit) {
      if (!watched.isOfInterest(unit)) return;
      probe.noteJob(jobId, unit);
      fetchProperties(unit);
    },
  });
  closers.push(() => bus.close());
  session.ok('system-bus');
  session.stream.emit(await readHost({ scope }));
  await bus.listen();
  return { session, bus, requests, fetchProperties };
}

/** Describes the units and all that can start them, and gives what does so again. Throws NoSuchUnitError when none of the requested units is known. */
async function describe(
  scope: ManagerScope,
  requested: readonly RequestedUnit[],
  { session, bus, requests }: Connection,
  watched: WatchedUnits,
  warn: (sentence: string) => void,
): Promise<Pick<Live, 'describeAgain' | 'checkAgain'>> {
  const { history } = session;
  const places = { scope };
  const names = requested.map(({ id }) => id);
  const describing = { ...session, stream: changedOnly(session.stream) };
  const describeAgain = async (): Promise<void> => {
    if (history.statuses.get('system-bus')?.status !== 'ok') session.ok('system-bus');
    const manager = managerQueries(bus, session);
    const starters =
      names.length === 0 ? describeAllUnits(describing, manager, places) : describeUpwards(names, describing, manager, places);
    watched.setStarters(await starters);
  };
  const checkAgain = (): void => {
    const index = indexUnitFiles(places);
    for (const file of names.flatMap((name) => readUnitFiles(name, { ...places, index }))) describing.stream.emit(file);
    checkUnits(names, places, index, describing.stream);
  };
  await describeAgain();
  const unknown = unknownUnits(requested, history, places);
  if (unknown.length === requested.length) requireKnown(requested, history, places);
  for (const unit of unknown) warn(`there is no unit ${unit} yet; its starts are told when it comes`);
  watched.addPrimaryNames();
  requests.renew();
  return { describeAgain, checkAgain };
}

/** Follows the journal from the moment on at which the bus was heard, and reads what runs logged before they ended. */
async function subscribe(
  scope: ManagerScope,
  { session, closers }: Opening,
  onSource: LiveOptions['onSource'],
  failuresOnly: boolean,
): Promise<{ readonly begun: Instant; readonly lines: LiveLastLines }> {
  const { history, stream } = session;
  const access = await journalAccess({ scope });
  stream.emit(access);
  if (access.status !== 'ok') onSource({ name: access.source, ...access });
  const begun = history.observedSpans[0]?.since.at ?? now();
  const journal = followJournal(
    { matches: managerMatches(scope), since: begun.realtimeUsec, fields: JOURNAL_FIELDS },
    { scope },
    (entry) => stream.emit({ source: 'journal', kind: 'entry', fields: entry.fields }, entry.at),
    (gap) => stream.emit(gap),
  );
  journal.ended.catch((error: unknown) => session.missing('journal', error));
  closers.push(() => journal.close());
  const lines = createLiveLastLines({ scope, place: { scope }, history, stream, begun, failuresOnly });
  closers.push(() => lines.close());
  return { begun, lines };
}

/** Passes on what is observed of watched units, and asks the manager about those that it has just loaded. */
function eventsFor(
  listener: LiveListener,
  { requests, fetchProperties }: Connection,
  { isWatched }: WatchedUnits,
  lines: LiveLastLines,
): SessionEvents {
  return {
    onGap: () => listener.gap?.(),
    onFact(unit, isNew) {
      requests.noteFact(unit);
      if (isWatched(unit)) {
        lines.note(unit);
        listener.change?.(unit);
      }
      // What the kernel makes known is announced by UnitNew alone, already active; and a trigger must be known before it fires.
      if (isNew && (isWatched(unit) || TRIGGER.test(unit))) fetchProperties(unit);
    },
  };
}
