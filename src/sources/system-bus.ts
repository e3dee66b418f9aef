import { SourceError } from '../errors.ts';
import { compareInstants } from '../systemd/instant.ts';
import type { Instant } from '../systemd/instant.ts';
import { busAddressOf, socketsOfAddress } from './bus-address.ts';
import { connectBus } from './bus-connection.ts';
import type { BusCall, BusConnection, BusReply, BusSignal } from './bus-connection.ts';
import { now } from './clock.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { listJobs, listUnits, managerProperties, subscribe, unitFileState, unitProperties } from './manager-calls.ts';
import type { JobRow, UnitRow } from './manager-calls.ts';
import { MANAGER_MATCH_RULES, MANAGER_NAME, signalPayload } from './manager-signal.ts';
import type { ManagerScope, Properties, SignalPayload } from './observation.ts';
import type { ObservationStream } from './observation-stream.ts';

export interface SystemBusOptions {
  readonly scope: ManagerScope;
  readonly stream: ObservationStream;
  /** For each call; 10 s unless told. A manager that reloads answers nobody meanwhile. */
  readonly callTimeoutMs?: number;
  /** For connecting and authenticating; 5 s unless told. */
  readonly connectTimeoutMs?: number;
  /** A D-Bus address; that of the scope's well-known bus unless told. */
  readonly address?: string;
  /** Called right after the observation of a JobNew was emitted; what it throws becomes an uncaught exception of its own. */
  readonly onJobNew?: (jobId: number, unit: string) => void;
}

/** The manager's D-Bus interface; it never changes anything and never loads a unit. */
export interface SystemBus {
  /**
   * Hears the manager from now on, through lost connections, re-executions and reloads. The observations come in this order:
   * signals from before the reply of Subscribe (others may have subscribed before), `manager-properties`, `job-list`, `unit-list`,
   * `listening` (its time is that of the reply), the signals since then, which were held back meanwhile, and so on live.
   * A signal after `listening` may therefore tell of what the lists already hold: a JobNew of a listed job, a state that the list has
   * passed. The last word on every unit is right, because all that changed after the list was made is signalled after it was read.
   * The job list also holds jobs that ended between Subscribe and ListJobs and whose JobRemoved follows.
   * After a break: `gap`, the lists, `listening` again.
   */
  listen(): Promise<void>;
  units(): Promise<readonly UnitRow[]>;
  /** Emits `job-list`, too. Jobs are soon gone: asked right after a JobNew, it tells a restart from a start. */
  jobs(): Promise<readonly JobRow[]>;
  managerProperties(): Promise<Properties>;
  /** Emits `unit-properties`, too, under the unit's Id; undefined when the unit is not loaded. */
  unitProperties(unit: string): Promise<Properties | undefined>;
  /** e.g. `enabled`; undefined when there is no unit file. */
  unitFileState(unit: string): Promise<string | undefined>;
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

const BUS_NAME = 'org.freedesktop.DBus';
const BUS_PATH = '/org/freedesktop/DBus';
const OWNER_MATCH_RULE = `type='signal',sender='${BUS_NAME}',path='${BUS_PATH}',interface='${BUS_NAME}',member='NameOwnerChanged',arg0='${MANAGER_NAME}'`;
const CALLS_IN_FLIGHT = 16;
const BACKOFF_MS = { first: 50, last: 5_000 };
const RELOADED = 'the manager reloaded its units (daemon-reload)';
const REEXECUTED = 'the manager re-executed itself (daemon-reexec)';
/** Errors of calls that a manager or a bus that goes away leaves behind: such a call is made again, once. */
const MANAGER_WENT_AWAY = /\.(NoReply|ServiceUnknown|NameHasNoOwner|Disconnected)$/;

/**
 * Connects to the bus and finds the manager on it. Throws a SourceError when there is no bus, when it refuses or does not answer,
 * and when no systemd is on it; a bus that is lost later is connected to again by itself until close().
 */
export async function openSystemBus(options: SystemBusOptions): Promise<SystemBus> {
  const { scope, stream, callTimeoutMs = 10_000, connectTimeoutMs = 5_000, onJobNew } = options;
  const sockets = socketsOfAddress(options.address ?? busAddressOf(scope, process.env), process.env);
  const limited = limitConcurrency(CALLS_IN_FLIGHT);

  let connection: BusConnection | undefined;
  let owner: string | undefined;
  let closed = false;
  let listening = false;
  let interrupted: Break | undefined;
  let held: HeldSignal[] | undefined;
  let wanted: Instant | undefined;
  let keeper: Promise<void> | undefined;
  const sleepers = new Set<() => void>();

  await attach();
  if (owner === undefined) {
    closed = true;
    connection?.close();
    throw new SourceError(
      `no systemd here: nobody owns ${MANAGER_NAME} on the ${scope === 'system' ? 'system bus' : "user's bus"}`,
      'run it on a host whose service manager is systemd, or replay a recording',
    );
  }

  return {
    listen,
    units: () => listUnits(call),
    async jobs() {
      const jobs = await listJobs(call);
      stream.emit({ source: 'system-bus', kind: 'job-list', jobs });
      return jobs;
    },
    managerProperties: () => managerProperties(call),
    unitProperties: (unit) =>
      limited(async () => {
        const properties = await unitProperties(call, unit);
        if (properties === undefined) return undefined;
        const id = typeof properties['Id'] === 'string' ? properties['Id'] : unit;
        stream.emit({ source: 'system-bus', kind: 'unit-properties', unit: id, properties });
        return properties;
      }),
    unitFileState: (unit) => unitFileState(call, unit),
    async close() {
      closed = true;
      connection?.close();
      connection = undefined;
      for (const wake of sleepers) wake();
      await keeper;
    },
  };

  async function listen(): Promise<void> {
    if (listening) return;
    // A reload in the middle makes the first try void; what comes after is the keeper's.
    for (let attempt = 0; !(await synchronize()); attempt += 1) {
      if (closed) throw new SourceError('the connection to the bus was closed');
      if (attempt >= 20)
        throw new SourceError('the manager reloads all the time and its signals cannot be followed', 'try again when it is at rest');
      await sleep(BACKOFF_MS.first * 4);
    }
  }

  // Connects and finds the manager's unique name; the match rules come first, so that no change of it is missed.
  async function attach(): Promise<void> {
    let lost = false as boolean;
    const fresh = await firstOf(sockets, (socket) =>
      connectBus({
        socket,
        connectTimeoutMs,
        callTimeoutMs,
        onSignal,
        onLost: (reason) => {
          lost = true;
          if (connection === fresh) lose(reason);
        },
      }),
    );
    try {
      for (const rule of [OWNER_MATCH_RULE, ...MANAGER_MATCH_RULES]) accepted(await fresh.call(busCall('AddMatch', rule)), 'AddMatch');
      const reply = await fresh.call(busCall('GetNameOwner', MANAGER_NAME));
      if (!reply.ok && !reply.error.endsWith('.NameHasNoOwner')) accepted(reply, 'GetNameOwner');
      owner = reply.ok && typeof reply.body[0] === 'string' ? reply.body[0] : undefined;
    } catch (error) {
      fresh.close();
      throw error;
    }
    if (lost || closed) {
      fresh.close();
      throw new SourceError('the connection to the bus was closed');
    }
    connection = fresh;
  }

  function onSignal(signal: BusSignal): void {
    if (signal.sender === BUS_NAME) return onOwnerChanged(signal);
    // Anyone on the bus may send a signal that looks like the manager's to this connection alone.
    if (signal.sender !== owner) return;
    const payload = signalPayload(signal);
    if (payload === undefined) return;
    if (held === undefined) deliver({ payload, at: signal.at });
    else held.push({ payload, at: signal.at });
    if (payload.member !== 'Reloading') return;
    if (payload.body[0] === true) interrupt(signal.at, RELOADED);
    else want(signal.at);
  }

  function onOwnerChanged({ member, body, at }: BusSignal): void {
    const [name, , fresh] = body;
    if (member !== 'NameOwnerChanged' || name !== MANAGER_NAME || typeof fresh !== 'string') return;
    owner = fresh === '' ? undefined : fresh;
    if (interrupted?.text === RELOADED) interrupted = { from: interrupted.from, text: REEXECUTED };
    interrupt(at, 'the manager left the bus');
    if (owner !== undefined) want(at);
  }

  function deliver({ payload, at }: HeldSignal): void {
    stream.emit(payload, at);
    const [jobId, , unit] = payload.body;
    if (payload.member === 'JobNew' && typeof jobId === 'number' && typeof unit === 'string') onJobNew?.(jobId, unit);
  }

  function lose(reason: string): void {
    connection = undefined;
    owner = undefined;
    const at = now();
    interrupt(at, reason);
    want(at);
  }

  // What happens from now on may be missed, until the next synchronization is complete. The first cause names the gap.
  function interrupt(from: Instant, text: string): void {
    if (!listening && held === undefined) return;
    interrupted ??= { from, text };
    release();
  }

  function release(): void {
    const signals = held ?? [];
    held = undefined;
    for (const signal of signals) deliver(signal);
  }

  // Sees to it that the connection is up and, when listening, in step again; at most one such effort is under way.
  function want(since: Instant): void {
    wanted = since;
    keeper ??= keep().finally(() => {
      keeper = undefined;
    });
  }

  async function keep(): Promise<void> {
    let pause = BACKOFF_MS.first;
    while (wanted && !closed) {
      const since = wanted;
      wanted = undefined;
      try {
        if (connection === undefined) await attach();
        if (owner !== undefined && listening) await synchronize();
        pause = BACKOFF_MS.first;
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        wanted ??= since;
        await sleep(pause);
        pause = Math.min(pause * 2, BACKOFF_MS.last);
      }
    }
  }

  // Subscribe and the snapshot, in one go. False when a break came in between: then nothing of it counts, and another is needed.
  async function synchronize(): Promise<boolean> {
    const before = interrupted;
    let complete = false;
    interrupted = undefined;
    held = [];
    try {
      // The list before Subscribe knows the jobs that end before the list after it; all five calls are on the way at once.
      const [jobsBefore, subscribedAt, jobs, properties, units] = await Promise.all([
        listJobs(callOnce),
        subscribe(callOnce),
        listJobs(callOnce),
        managerProperties(callOnce),
        listUnits(callOnce),
      ]);
      if (isInterrupted()) return false;
      const signals = held;
      const early = signals.filter(({ at }) => compareInstants(at, subscribedAt) < 0);
      const late = signals.slice(early.length);
      held = undefined;
      for (const signal of early) deliver(signal);
      if (before && listening) stream.emit({ source: 'system-bus', kind: 'gap', from: before.from, to: subscribedAt, text: before.text });
      stream.emit({ source: 'system-bus', kind: 'manager-properties', properties });
      stream.emit({ source: 'system-bus', kind: 'job-list', jobs: withEnded(jobs, jobsBefore, late) });
      stream.emit({ source: 'system-bus', kind: 'unit-list', units });
      stream.emit({ source: 'system-bus', kind: 'listening' }, subscribedAt);
      listening = true;
      complete = true;
      if (wanted && compareInstants(wanted, subscribedAt) < 0) wanted = undefined;
      for (const signal of late) deliver(signal);
      return true;
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

  async function callOnce(request: BusCall): Promise<BusReply> {
    if (connection === undefined) throw new SourceError('the connection to the bus is lost', 'it is being renewed; try again');
    return await connection.call(request);
  }

  async function call(request: BusCall): Promise<BusReply> {
    const deadline = Date.now() + callTimeoutMs;
    const reply = await callOnce(request).catch((error: unknown) => {
      if (connection === undefined && !closed && error instanceof SourceError) return undefined;
      throw error;
    });
    if (reply !== undefined && (reply.ok || !MANAGER_WENT_AWAY.test(reply.error))) return reply;
    while ((connection === undefined || owner === undefined) && !closed && Date.now() < deadline) await sleep(BACKOFF_MS.first);
    return await callOnce(request);
  }

  function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      sleepers.add(wake);
    });
  }
}

function busCall(member: string, argument: string): BusCall {
  return { destination: BUS_NAME, path: BUS_PATH, interface: BUS_NAME, member, signature: 's', body: [argument] };
}

function accepted(reply: BusReply, member: string): void {
  if (!reply.ok) throw new SourceError(`the bus refused ${member} (${reply.text})`, 'run it as root');
}

// The first socket that works; when none does, the error of the last.
async function firstOf<T>(sockets: readonly string[], connect: (socket: string) => Promise<T>): Promise<T> {
  let failure: unknown;
  for (const socket of sockets) {
    try {
      return await connect(socket);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

// The jobs of the list, and those of the earlier list whose JobRemoved is still to come.
function withEnded(jobs: readonly JobRow[], earlier: readonly JobRow[], signals: readonly HeldSignal[]): readonly JobRow[] {
  const listed = new Set(jobs.map(({ id }) => id));
  const removed = new Set(signals.filter(({ payload }) => payload.member === 'JobRemoved').map(({ payload }) => payload.body[0]));
  return [...earlier.filter(({ id }) => !listed.has(id) && removed.has(id)), ...jobs];
}
