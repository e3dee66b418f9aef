import { SourceError } from '../../errors.ts';
import type { Instant } from '../../model/instant.ts';
import { busAddressOf, socketsOfAddress } from './address.ts';
import { createBusCallers, type BusCallers } from './caller.ts';
import { BUS_NAME, BUS_PATH, busCall, connectBus, type BusConnection } from './connection.ts';
import { JOB_CALL_MATCH_RULES, jobCallOf } from './job-call.ts';
import { MANAGER_NAME } from './manager-signals.ts';
import { openMonitorStream, type MonitoredMessage } from './monitor-stream.ts';
import type { ClientCallPayload, ProcessDescription } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { ObservationStream } from '../observation-stream.ts';
import { createNameRequests, nameMatchRules, watchableNames } from './name-requests.ts';
import { createPendingCalls, type PendingCallsOptions } from './pending-calls.ts';
import type { ProcOptions } from '../proc/process.ts';
import { createToldProcesses, type ToldProcesses } from '../proc/told-processes.ts';
import { createLeftOut } from '../left-out.ts';

export interface BusMonitorOptions extends Pick<PendingCallsOptions, 'reportAfterMs' | 'forgetAfterMs'> {
  readonly scope: ManagerScope;
  readonly stream: ObservationStream;
  /** A D-Bus address; by default that of the scope's well-known bus. */
  readonly address?: string;
  readonly proc?: ProcOptions;
  /** The budget of what is told of processes. */
  readonly told?: ToldProcesses;
}

/** A monitor of the bus that observes calls to the manager. */
export interface BusMonitor {
  /** Whether it is monitoring, and tells every call; the bus allows that only to root, or to the user who owns the bus. */
  isMonitoring(): boolean;
  /** Emits `bus-request` for messages to these names from now on, as long as nobody owns the name. */
  watchNames(names: readonly string[]): void;
  close(): void;
}

/** For every name: the manager's, and those of connections, whose processes can be queried only while they are connected. */
const OWNER_MATCH_RULE = `type='signal',sender='${BUS_NAME}',path='${BUS_PATH}',member='NameOwnerChanged'`;
const TIMEOUT_MS = 5_000;
const BACKOFF_MS = { first: 100, last: 5_000 };

/**
 * Starts monitoring the calls that request jobs of the manager, and emits `client-call` for each: as soon as the reply names the job, else
 * after two seconds without one, at the time of the call. A call that is refused is not reported. Does nothing when the bus does not allow monitoring; it reconnects to a bus that was
 * lost until close().
 */
export async function openBusMonitor(options: BusMonitorOptions): Promise<BusMonitor> {
  const { scope, stream, told = createToldProcesses() } = options;
  const leftOut = createLeftOut(
    stream,
    'proc',
    (count) =>
      `${String(count)} ${count === 1 ? 'call' : 'calls'} that made no job known of ${count === 1 ? 'is' : 'are'} not told: there were more than are kept`,
  );
  const sockets = socketsOfAddress(options.address ?? busAddressOf(scope, process.env), process.env);
  const proc = { scope, ...options.proc };
  const calls = createPendingCalls({ ...options, report });
  let connections: readonly Pick<BusConnection, 'close'>[] = [];
  let ask: BusConnection | undefined;
  let callers: BusCallers | undefined;
  let owner: string | undefined;
  let names: readonly string[] = [];
  let nameWatch: { close(): void } | undefined;
  let lost = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  // dbus-daemon would refuse and log the attempt.
  if (scope === 'user' || options.address !== undefined || process.getuid?.() === 0) await keepUp(BACKOFF_MS.first);
  return {
    isMonitoring: () => callers !== undefined && !leftOut.isOpen(),
    watchNames(wanted) {
      const watchable = watchableNames(wanted);
      if (watchable.join() === names.join()) return;
      names = watchable;
      if (callers !== undefined) void keepUp(BACKOFF_MS.first, openNames);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      leftOut.close();
      calls.close();
      drop();
    },
  };

  // A caller that has left the bus may be identified by its command line.
  function report(call: ClientCallPayload, at: Instant, cameWith: readonly ProcessDescription[]): void {
    const { process, ...rest } = call;
    if (call.job === undefined && call.joined === undefined && !told.mayTellCall(process)) return leftOut.note(at);
    stream.emit(process === undefined ? rest : { ...rest, process: told.one(process) }, at);
    if (call.job === undefined || process?.comm !== undefined || cameWith.length === 0) return;
    stream.emit({ source: 'proc', kind: 'client-scan', jobs: [call.job], ...told.scan(cameWith) });
  }

  async function keepUp(pauseMs: number, open = attach): Promise<void> {
    try {
      await open();
    } catch (error) {
      drop();
      if (!(error instanceof SourceError)) throw error;
      if (!closed) again(pauseMs);
    }
  }

  function again(pauseMs: number): void {
    timer = setTimeout(() => void keepUp(Math.min(pauseMs * 2, BACKOFF_MS.last)), pauseMs);
  }

  async function attach(): Promise<void> {
    lost = false;
    const asking = await connectBus({
      sockets,
      connectTimeoutMs: TIMEOUT_MS,
      callTimeoutMs: TIMEOUT_MS,
      onSignal: () => undefined,
      onLost,
    });
    connections = [asking];
    const rules = [OWNER_MATCH_RULE, ...JOB_CALL_MATCH_RULES];
    const monitor = await openMonitorStream({ sockets, rules, timeoutMs: TIMEOUT_MS, onMessage, onLost });
    if (monitor === undefined) return drop();
    connections = [asking, monitor];
    owner = undefined;
    const answer = await asking.call(busCall('GetNameOwner', 's', [MANAGER_NAME]));
    // A NameOwnerChanged that came meanwhile is as new as the reply, or newer.
    owner ??= answer.ok && typeof answer.body[0] === 'string' ? answer.body[0] : undefined;
    if (closed) return drop();
    if (isLost()) throw new SourceError('the connection to the bus was closed');
    callers = createBusCallers(asking, proc);
    ask = asking;
    await openNames();
  }

  /** The rules of a monitor cannot be changed, so the names have one of their own. */
  async function openNames(): Promise<void> {
    const watched = names;
    nameWatch?.close();
    nameWatch = undefined;
    if (watched.length === 0 || ask === undefined) return;
    const requests = createNameRequests(watched);
    const monitor = await openMonitorStream({
      ...{ sockets, rules: nameMatchRules(watched), timeoutMs: TIMEOUT_MS, onLost },
      onMessage(message) {
        const request = requests.take(message);
        if (request === undefined || callers === undefined) return;
        const { busName, sender, at } = request;
        void callers.describe(sender).process.then((process) => {
          const its = process === undefined ? {} : { process: told.one(process) };
          if (!closed) stream.emit({ source: 'system-bus', kind: 'bus-request', busName, sender, ...its }, at);
        });
      },
    });
    if (monitor === undefined) return;
    if (watched !== names || closed || callers === undefined) return monitor.close();
    nameWatch = monitor;
    connections = [...connections, monitor];
    stream.emit({ source: 'system-bus', kind: 'name-watch', busNames: watched });
    const reply = await ask.call(busCall('ListNames', '', []));
    if (reply.ok && Array.isArray(reply.body[0])) requests.noteOwned(reply.body[0].map(String));
  }

  function isLost(): boolean {
    return lost;
  }

  function onLost(): void {
    lost = true;
    if (callers === undefined) return;
    drop();
    again(BACKOFF_MS.first);
  }

  function drop(): void {
    if (nameWatch !== undefined && !closed) stream.emit({ source: 'system-bus', kind: 'name-watch', busNames: [] });
    nameWatch = undefined;
    ask = undefined;
    callers = undefined;
    owner = undefined;
    for (const connection of connections) connection.close();
    connections = [];
  }

  function onSignal({ sender, member, body, at }: MonitoredMessage): void {
    const [name, , fresh] = body;
    if (sender === owner && member === 'JobNew' && typeof name === 'number') calls.noteJob(name, at);
    if (sender !== BUS_NAME || member !== 'NameOwnerChanged' || typeof name !== 'string' || typeof fresh !== 'string') return;
    if (name === MANAGER_NAME) owner = fresh;
    else if (name.startsWith(':') && fresh === '') callers?.leave(name);
    else if (name.startsWith(':')) callers?.greet(name);
  }

  function onMessage(message: MonitoredMessage): void {
    if (message.kind === 'signal') return onSignal(message);
    if (message.kind !== 'call') {
      if (message.kind === 'error' || message.sender === owner) calls.settle(message);
      return;
    }
    if (callers === undefined || (message.destination !== MANAGER_NAME && message.destination !== owner)) return;
    const call = jobCallOf(message.path, message.member, message.body);
    if (call !== undefined) calls.add(message, call, callers.describe(message.sender));
  }
}
