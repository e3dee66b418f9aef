import { SourceError } from '../../errors.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import { busAddressOf, socketsOfAddress } from './address.ts';
import type { BusSignal } from './connection.ts';
import { createLeftOut } from '../left-out.ts';
import { limitConcurrency } from '../limit-concurrency.ts';
import { listJobs, listUnits, managerProperties, subscribe, unitProperties, type JobRow, type UnitRow } from './manager-calls.ts';
import { openManagerLink, type BreakReason } from './manager-link.ts';
import { MANAGER_NAME, signalPayload } from './manager-signals.ts';
import { createSignalBudget } from './limits/signal-budget.ts';
import type { Properties, SignalPayload } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { TimedSink } from '../observation-stream.ts';

export interface SystemBusOptions {
  readonly scope: ManagerScope;
  readonly stream: TimedSink;
  /** For each call; 10 s by default. A manager answers no calls while it reloads. */
  readonly callTimeoutMs?: number;
  /** For connecting and authenticating; 5 s by default. */
  readonly connectTimeoutMs?: number;
  /** A D-Bus address; by default that of the scope's well-known bus. */
  readonly address?: string;
  /** Called right after the observation of a JobNew was emitted; what it throws becomes an uncaught exception of its own. */
  readonly onJobNew?: (jobId: number, unit: string) => void;
}

/** The manager's D-Bus interface; it never changes anything and never loads a unit. */
export interface SystemBus {
  /**
   * Subscribes to the manager's signals, through lost connections, re-executions and reloads. The observations come in this order:
   * signals from before the reply of Subscribe (others may have subscribed before), `manager-properties`, `job-list`, `unit-list`,
   * `listening` (its time is that of the reply), the signals since then, which were held back meanwhile, and so on live.
   * A signal after `listening` may therefore repeat what the lists already hold: a JobNew of a listed job, a state that is older than
   * the list's. The last state of every unit is right, because every change after the list was made is signalled after it was read.
   * The job list also holds jobs that ended between Subscribe and ListJobs and whose JobRemoved follows.
   * After a break: `gap`, the lists, `listening` again.
   */
  listen(): Promise<void>;
  units(): Promise<readonly UnitRow[]>;
  /** The jobs that wait or run now. */
  jobs(): Promise<readonly JobRow[]>;
  managerProperties(): Promise<Properties>;
  /** Also emits `unit-properties` under the unit's Id; undefined when the unit is not loaded. */
  unitProperties(unit: string): Promise<Properties | undefined>;
  close(): Promise<void>;
}

interface Break {
  readonly from: Instant;
  readonly text: string;
}

interface HeldSignal {
  readonly payload: SignalPayload;
  readonly at: Instant;
}

const CALLS_IN_FLIGHT = 16;
const LISTEN = { attempts: 20, pauseMs: 200 };
const RELOADED = 'the manager reloaded its units (daemon-reload)';
const REEXECUTED = 'the manager re-executed itself (daemon-reexec)';

/**
 * Connects to the bus and finds the manager on it. Throws a SourceError when there is no bus, when it refuses or does not answer,
 * and when no systemd is on it; a bus that is lost later is connected to again by itself until close().
 */
export async function openSystemBus(options: SystemBusOptions): Promise<SystemBus> {
  const { scope, stream, callTimeoutMs = 10_000, connectTimeoutMs = 5_000, onJobNew } = options;
  const sockets = socketsOfAddress(options.address ?? busAddressOf(scope, process.env), process.env);
  const limited = limitConcurrency(CALLS_IN_FLIGHT);

  const leftOut = createLeftOut(
    stream,
    'host',
    (count) =>
      `${String(count)} signals about units that somebody asked about are left out: they tell nothing new, and there were more than are kept`,
  );
  const signals = createSignalBudget(leftOut.note);

  let listening = false;
  let interrupted: Break | undefined;
  let held: HeldSignal[] | undefined;

  const link = await openManagerLink({ sockets, connectTimeoutMs, callTimeoutMs, onSignal, onBreak, recover });
  if (!link.isManagerThere()) {
    await link.close();
    throw new SourceError(
      `no systemd here: nobody owns ${MANAGER_NAME} on the ${scope === 'system' ? 'system bus' : "user's bus"}`,
      'run it on a host whose service manager is systemd, or replay a recording',
    );
  }

  return {
    listen,
    units: () => listUnits(link.call),
    jobs: () => listJobs(link.call),
    managerProperties: () => managerProperties(link.call),
    unitProperties: (unit) =>
      limited(async () => {
        const properties = await unitProperties(link.call, unit);
        if (properties === undefined) return undefined;
        const id = typeof properties['Id'] === 'string' ? properties['Id'] : unit;
        stream.emit({ source: 'system-bus', kind: 'unit-properties', unit: id, properties });
        return properties;
      }),
    close() {
      leftOut.close();
      return link.close();
    },
  };

  async function listen(): Promise<void> {
    // A reload in between makes an attempt invalid.
    for (let attempt = 0; !listening; attempt += 1) {
      if (link.isClosed()) throw new SourceError('the connection to the bus was closed');
      if (attempt === LISTEN.attempts) throw new SourceError('the manager reloads again and again', 'try again when it is at rest');
      if (attempt > 0) await link.sleep(LISTEN.pauseMs);
      await synchronize();
    }
  }

  async function recover(): Promise<Instant | undefined> {
    return listening ? await synchronize() : undefined;
  }

  function onSignal(signal: BusSignal): void {
    const payload = signalPayload(signal);
    if (payload === undefined) return;
    if (held === undefined) deliver({ payload, at: signal.at });
    else held.push({ payload, at: signal.at });
    if (payload.member !== 'Reloading') return;
    if (payload.body[0] === true) interrupt(signal.at, RELOADED);
    else link.recoverFrom(signal.at);
  }

  function onBreak(at: Instant, reason: BreakReason): void {
    if (reason.kind === 'connection-lost') return interrupt(at, reason.text);
    // A manager that re-executes sends Reloading first.
    if (interrupted?.text === RELOADED) interrupted = { from: interrupted.from, text: REEXECUTED };
    interrupt(at, 'the manager left the bus');
  }

  function deliver(signal: HeldSignal): void {
    for (const { payload, at } of signals.take(signal)) {
      stream.emit(payload, at);
      const [jobId, , unit] = payload.body;
      if (payload.member === 'JobNew' && typeof jobId === 'number' && typeof unit === 'string') onJobNew?.(jobId, unit);
    }
  }

  // Signals may be missed from now on, until the next synchronization is complete. The first cause names the gap.
  function interrupt(from: Instant, text: string): void {
    signals.clear();
    if (!listening && held === undefined) return;
    interrupted ??= { from, text };
    release();
  }

  function release(): void {
    const waiting = held ?? [];
    held = undefined;
    for (const signal of waiting) deliver(signal);
  }

  // Subscribe and the snapshot, in one go. Returns the time of `listening`; undefined when the connection broke in
  // between: then the result is discarded, and another attempt is needed.
  async function synchronize(): Promise<Instant | undefined> {
    const before = interrupted;
    let complete = false;
    interrupted = undefined;
    held = [];
    try {
      // The list before Subscribe has the jobs that end before the list after it is made; all five calls are sent at once.
      const [jobsBefore, subscribedAt, jobs, properties, units] = await Promise.all([
        listJobs(link.callOnce),
        subscribe(link.callOnce),
        listJobs(link.callOnce),
        managerProperties(link.callOnce),
        listUnits(link.callOnce),
      ]);
      if (isInterrupted()) return undefined;
      const waiting = held;
      const early = waiting.filter(({ at }) => compareInstants(at, subscribedAt) < 0);
      const late = waiting.slice(early.length);
      held = undefined;
      for (const signal of early) deliver(signal);
      if (before && listening) stream.emit({ source: 'system-bus', kind: 'gap', from: before.from, to: subscribedAt, text: before.text });
      stream.emit({ source: 'system-bus', kind: 'manager-properties', properties });
      stream.emit({ source: 'system-bus', kind: 'job-list', jobs: withEnded(jobs, jobsBefore, late) });
      stream.emit({ source: 'system-bus', kind: 'unit-list', units });
      stream.emit({ source: 'system-bus', kind: 'listening' }, subscribedAt);
      listening = true;
      complete = true;
      for (const signal of late) deliver(signal);
      return subscribedAt;
    } finally {
      if (!complete) {
        release();
        interrupted = before ?? interrupted;
      }
    }
  }

  function isInterrupted(): boolean {
    return interrupted !== undefined;
  }
}

// The jobs of the list, and those of the earlier list whose JobRemoved is still to come.
function withEnded(jobs: readonly JobRow[], earlier: readonly JobRow[], signals: readonly HeldSignal[]): readonly JobRow[] {
  const listed = new Set(jobs.map(({ id }) => id));
  const removed = new Set(signals.filter(({ payload }) => payload.member === 'JobRemoved').map(({ payload }) => payload.body[0]));
  return [...earlier.filter(({ id }) => !listed.has(id) && removed.has(id)), ...jobs];
}
