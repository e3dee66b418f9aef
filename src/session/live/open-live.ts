import type { History } from '../../history/history.ts';
import type { StartRecord } from '../../model/unit-record.ts';
import { now } from '../../collect/clock.ts';
import { readHost } from '../../collect/host.ts';
import { followJournal, lookAtJournal } from '../../collect/journal/index.ts';
import { openProbe } from '../../collect/probe/probe-process.ts';
import { raisePriority } from '../../collect/probe/priority.ts';
import { openSystemBus, type SystemBus } from '../../collect/bus/system-bus.ts';
import { indexUnitFiles, readUnitFiles } from '../../collect/files/unit-files.ts';
import type { Instant } from '../../model/instant.ts';
import type { SourceStatus } from '../../model/timeline.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import { checkUnits } from '../describe/check-units.ts';
import { describeAllUnits, describeUpwards } from '../describe/describe-units.ts';
import { emit } from '../past/gather.ts';
import { JOURNAL_FIELDS, managerMatches } from '../past/journal-matches.ts';
import { createLiveLastLines } from './last-lines.ts';
import { managerQueries } from '../describe/manager-access.ts';
import { changedOnly } from '../describe/changed-only.ts';
import { createProbeRequests } from './probe-requests.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';
import { completeNames, resolveAliases, unknownUnits, waitsFor } from '../describe/unit-names.ts';

/** A manager that is followed live: its signals, the journal as it grows, and the processes in /proc when a job is queued. */
export interface Live {
  readonly session: Session;
  readonly history: History;
  readonly bus: SystemBus;
  /** The requested units by their primary names; none for the whole manager. */
  readonly units: readonly string[];
  /** Those of them that were not there when the session began. */
  readonly missing: readonly string[];
  /** From when on nothing is missed. */
  readonly begun: Instant;
  isWatched(unit: string): boolean;
  /** Whether the last lines of a run of a unit are still being read. */
  awaitsLines(unit: string): boolean;
  /** Passes on the starts since the session was opened, then what happens from now on. */
  reportTo(listener: LiveListener): void;
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
export interface LiveOptions extends Omit<SessionOptions, 'units' | 'askedFor' | 'onObservation' | 'onFact' | 'onGap' | 'onTrouble'> {
  /** The units as typed; none for the whole manager. */
  readonly typed: readonly string[];
  /** Whether programs are traced as they are executed. */
  readonly traceExec: boolean;
  /** Who is told what is wrong, and which source is missing or incomplete. */
  readonly warnings: { warn(sentence: string): void; source(status: SourceStatus): void };
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
 * Connects to a manager, describes its units and subscribes to what happens from then on. A unit that is not there is waited for.
 * Throws KnownError when there is no manager, or no place for the recording.
 */
export async function openLive(options: LiveOptions): Promise<Live> {
  const { scope, traceExec, warnings, onStart } = options;
  const places = { scope };
  const requested = resolveAliases(completeNames(options.typed), places);
  const units = requested.map(({ id }) => id);
  /** The requested units by all their names; none for the whole manager. `starters` are those that can start them. */
  const watched = new Set(units);
  let starters: ReadonlySet<string> = new Set(units);
  const early: StartRecord[] = [];
  let listener: LiveListener | undefined;
  let onFact: SessionOptions['onFact'];
  let noteObserved: SessionOptions['onObservation'];
  /** What is to be closed, the newest first. */
  const closers: (() => Promise<void> | void)[] = [raisePriority()];
  let discard = (): Promise<void> => Promise.resolve();
  try {
    // The probe comes before the session: where a trace is not possible, no recording is begun.
    const ready = await openProbe({ scope, traceExec });
    closers.push(() => ready.close());
    const session = openSession({
      ...options,
      units,
      isHere: true,
      askedFor: requested.map(({ askedFor }) => askedFor),
      onStart(start) {
        onStart?.(start);
        if (listener === undefined) early.push(start);
        else listener.start(start);
      },
      onFact: (unit, isNew) => onFact?.(unit, isNew),
      onObservation: (observation) => noteObserved?.(observation),
      onGap: () => listener?.gap?.(),
      onTrouble: (sentence) => warnings.warn(sentence),
    });
    ({ discard } = session);
    const { history, stream } = session;
    const probe = ready.follow(stream);

    const isWatched = (unit: string): boolean =>
      watched.size === 0 || watched.has(history.canonical(unit)) || watched.has(templateOf(unit) ?? '');
    const requests = createProbeRequests(probe, history, () => (watched.size === 0 ? undefined : [...watched, ...starters]));
    requests.renew();

    // Signals are in the session from here on.
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
      stream,
      onJobNew(jobId, unit) {
        if (!isWatched(unit) && !starters.has(unit)) return;
        probe.noteJob(jobId, unit);
        fetchProperties(unit);
      },
    });
    closers.push(() => bus.close());
    session.ok('system-bus');
    stream.emit(await readHost({ scope }));
    await bus.listen();

    const described = changedOnly(stream);
    noteObserved = described.note;
    const describing = { ...session, stream: described };
    const describeAgain = async (): Promise<void> => {
      if (history.statuses.get('system-bus')?.status !== 'ok') session.ok('system-bus');
      const manager = managerQueries(bus, session);
      starters = await (units.length === 0
        ? describeAllUnits(describing, manager, places)
        : describeUpwards(units, describing, manager, places));
    };
    await describeAgain();
    const missing = unknownUnits(requested, history, places);
    for (const unit of missing) warnings.warn(waitsFor(unit, history, places));
    for (const unit of units) watched.add(history.canonical(unit));
    requests.renew();

    // The journal is followed from the moment on at which the bus was heard.
    const { status } = await lookAtJournal(places);
    stream.emit(status);
    if (status.status !== 'ok') warnings.source({ name: status.source, ...status });
    const begun = history.observedSpans[0]?.since.at ?? now();
    const journal = followJournal(
      { matches: managerMatches(scope), since: begun.realtimeUsec, fields: JOURNAL_FIELDS },
      places,
      (entry) => emit(entry, session),
      (gap) => stream.emit(gap),
    );
    journal.ended.catch((error: unknown) => session.missing('journal', error));
    closers.push(() => journal.close());
    const lines = createLiveLastLines({ place: places, history, stream, begun, failuresOnly: units.length === 0 });
    closers.push(() => lines.close());

    onFact = (unit, isNew) => {
      requests.noteFact(unit);
      if (isWatched(unit)) {
        lines.note(unit);
        listener?.change?.(unit);
      }
      // What the kernel makes known is announced by UnitNew alone, already active; and a trigger must be known before it fires.
      if (isNew && (isWatched(unit) || TRIGGER.test(unit))) fetchProperties(unit);
    };
    return {
      session,
      history,
      bus,
      units,
      missing,
      begun,
      isWatched,
      awaitsLines: lines.awaits,
      reportTo(receiver) {
        listener = receiver;
        for (const start of early.splice(0)) receiver.start(start);
      },
      describeAgain,
      checkAgain() {
        const index = indexUnitFiles(places);
        for (const file of units.flatMap((name) => readUnitFiles(name, { ...places, index }))) describing.stream.emit(file);
        checkUnits(units, places, index, describing.stream);
      },
      stop,
      close: () => stop().finally(() => session.close()),
    };
  } catch (error) {
    await stop().finally(discard);
    throw error;
  }

  async function stop(): Promise<void> {
    for (let next = closers.pop(); next !== undefined; next = closers.pop()) await next();
  }
}
