import type { History } from '../../history/history.ts';
import type { StartRecord } from '../../model/unit-record.ts';
import { now } from '../../collect/clock.ts';
import { readHost } from '../../collect/host.ts';
import { followJournal, journalAccess } from '../../collect/journal/index.ts';
import { openProbe } from '../../collect/probe/probe-process.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { raisePriority } from '../../collect/probe/priority.ts';
import { openSystemBus, type SystemBus } from '../../collect/bus/system-bus.ts';
import { indexUnitFiles, readUnitFiles } from '../../collect/files/unit-files.ts';
import type { Instant } from '../../model/instant.ts';
import type { SourceStatus } from '../../model/timeline.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import { checkUnits } from '../describe/check-units.ts';
import { describeAllUnits } from '../describe/describe-all-units.ts';
import { describeUpwards } from '../describe/describe-units.ts';
import { JOURNAL_FIELDS, managerMatches } from '../past/journal-matches.ts';
import { createLiveLastLines } from './last-lines.ts';
import { managerQueries } from '../describe/manager-access.ts';
import { changedOnly } from '../describe/changed-only.ts';
import { createProbeRequests } from './probe-requests.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';
import { completeNames, requireKnown, resolveAliases, unknownUnits } from '../describe/unit-names.ts';

/** A manager that is heard live: its signals, the journal as it grows, and who is seen in /proc when a job is queued. */
export interface Live {
  readonly session: Session;
  readonly history: History;
  readonly bus: SystemBus;
  /** The units asked for, by their primary names; none for the whole manager. */
  readonly units: readonly string[];
  /** From when on nothing is missed. */
  readonly begun: Instant;
  isWatched(unit: string): boolean;
  /** Whether what a run of a unit logged last is still being read. */
  awaitsLines(unit: string): boolean;
  /** Asks the manager and the disk again about all that can start the units; what has not changed on disk is passed over. */
  describeAgain(): Promise<void>;
  /** Reads the files of the units again, and looks for what they name on the host: it may have been mended. */
  checkAgain(): void;
  /** Stops listening; the session stays open for what is still to be said of it. */
  stop(): Promise<void>;
  /** Stops, and closes the session. */
  close(): Promise<void>;
}

/** What a live session is to hear, and who is told of it; nobody is told before it has begun. */
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
  /** Told of a source that does not tell all. */
  readonly onSource: (status: SourceStatus) => void;
}

export interface LiveListener {
  start(start: StartRecord): void;
  /** Something was observed of a unit that is watched. */
  change?(unit: string): void;
  gap?(): void;
}

/** In a burst the manager has better things to do than to answer; what is answered late is of no use anyway. */
const MAX_ASKED_AT_ONCE = 32;

const TRIGGER = /\.(timer|path|socket|automount)$/;

/**
 * Begins to hear a manager. `listener` is told of starts from the first moment on, changes and gaps from the end of this call on. Throws KnownError when
 * there is no manager, no such unit, or no place for the recording.
 */
export async function openLive(options: LiveOptions, listener: LiveListener): Promise<Live> {
  const { scope, typed, traceExec, warn, onSource, ...forSession } = options;
  const units = resolveAliases(completeNames(typed), { scope });
  const names = units.map(({ id }) => id);
  let isReady = false;
  let onFact = (_unit: string, _isNew: boolean): void => undefined;
  const lowerPriority = raisePriority();
  const ready = await openProbe({ scope, traceExec });
  const session = await orClose(ready, () =>
    openSession({
      ...forSession,
      scope,
      units: names,
      askedFor: units.map(({ askedFor }) => askedFor),
      onStart: (start) => listener.start(start),
      onFact: (unit, isNew) => onFact(unit, isNew),
      onGap: () => isReady && listener.gap?.(),
      onTrouble: warn,
    }),
  );
  const { history, stream } = session;
  const watched = new Set(names);
  const isWatched = (unit: string): boolean =>
    watched.size === 0 || watched.has(history.canonical(unit)) || watched.has(templateOf(unit) ?? '');
  let interest: ReadonlySet<string> = new Set(names);
  const isWanted = (unit: string): boolean => isWatched(unit) || interest.has(unit);
  const probe = ready.follow(stream);
  const requests = createProbeRequests(probe, history, () => (watched.size === 0 ? undefined : [...watched, ...interest]));
  let asking = 0;
  const describe = (bus: SystemBus, unit: string): void => {
    if (asking >= MAX_ASKED_AT_ONCE) return;
    asking += 1;
    void bus
      .unitProperties(unit)
      .catch(() => undefined)
      .finally(() => (asking -= 1));
  };
  const closers: (() => Promise<void> | void)[] = [lowerPriority, () => probe.close()];
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
    requests.renew();
    const bus = await openSystemBus({
      scope,
      stream,
      onJobNew(jobId, unit) {
        if (!isWanted(unit)) return;
        probe.noteJob(jobId, unit);
        describe(bus, unit);
      },
    });
    closers.push(() => bus.close());
    session.ok('system-bus');
    stream.emit(await readHost({ scope }));
    await bus.listen();
    const places = { scope };
    const describing = { ...session, stream: changedOnly(stream) };
    const describeAgain = async (): Promise<void> => {
      if (history.statuses.get('system-bus')?.status !== 'ok') session.ok('system-bus');
      const manager = managerQueries(bus, session);
      interest = await (names.length === 0
        ? describeAllUnits(describing, manager, places)
        : describeUpwards(names, describing, manager, places));
    };
    const checkAgain = (): void => {
      const index = indexUnitFiles(places);
      for (const file of names.flatMap((name) => readUnitFiles(name, { ...places, index }))) describing.stream.emit(file);
      checkUnits(names, places, index, describing.stream);
    };
    await describeAgain();
    const unknown = unknownUnits(units, history, places);
    if (unknown.length === units.length) requireKnown(units, history, places);
    for (const unit of unknown) warn(`there is no unit ${unit} yet; its starts are told when it comes`);
    for (const name of names) watched.add(history.canonical(name));
    requests.renew();
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
    const lines = createLiveLastLines({ scope, place: places, history, stream, begun, failuresOnly: watched.size === 0 });
    closers.push(() => lines.close());
    isReady = true;
    onFact = (unit, isNew) => {
      requests.noteFact(unit);
      if (isWatched(unit)) {
        lines.note(unit);
        listener.change?.(unit);
      }
      // What the kernel makes known is announced by UnitNew alone, already active; and a trigger must be known before it fires.
      if (isNew && (isWatched(unit) || TRIGGER.test(unit))) describe(bus, unit);
    };
    return { session, history, bus, units: names, begun, isWatched, awaitsLines: lines.awaits, describeAgain, checkAgain, stop, close };
  } catch (error) {
    await stop().finally(() => session.discard());
    throw error;
  }
}

/** Gives what `open` does; what was made ready for it is closed when it fails. */
async function orClose<T>(ready: { close(): Promise<void> }, open: () => T): Promise<T> {
  try {
    return open();
  } catch (error) {
    await ready.close();
    throw error;
  }
}
