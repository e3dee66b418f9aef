import { SourceError } from '../../errors.ts';
import { compareInstants } from '../../model/instant.ts';
import type { Instant } from '../../model/instant.ts';
import { BUS_NAME, BUS_PATH, busCall, connectBus, type BusCall, type BusConnection, type BusReply, type BusSignal } from './connection.ts';
import { now } from '../clock.ts';
import { MANAGER_MATCH_RULES, MANAGER_NAME } from './manager-signals.ts';

interface ManagerLinkOptions {
  /** The sockets of the bus, in the order to try. */
  readonly sockets: readonly string[];
  readonly connectTimeoutMs: number;
  readonly callTimeoutMs: number;
  /** Called for each signal that was really sent by the manager. */
  readonly onSignal: (signal: BusSignal) => void;
  /** Called when signals may be missed from `at` on: the connection is lost, or the manager left the bus. */
  readonly onBreak: (at: Instant, reason: BreakReason) => void;
  /** Called when connection and manager are there again; returns since when nothing is missed. A SourceError means: try again. */
  readonly recover: () => Promise<Instant | undefined>;
}

export type BreakReason = { readonly kind: 'manager-left' } | { readonly kind: 'connection-lost'; readonly text: string };

/** A connection to the manager that reconnects by itself. */
interface ManagerLink {
  /** Whether the manager is on the bus right now. */
  isManagerThere(): boolean;
  /** One call, without a second attempt. */
  callOnce(call: BusCall): Promise<BusReply>;
  /** One call, repeated once when the manager or the bus goes away meanwhile. */
  call(call: BusCall): Promise<BusReply>;
  /** Has recover() called, unless one that begins after `since` does anyway. */
  recoverFrom(since: Instant): void;
  /** Ends early when the link is closed. */
  sleep(milliseconds: number): Promise<void>;
  isClosed(): boolean;
  close(): Promise<void>;
}

const OWNER_MATCH_RULE = `type='signal',sender='${BUS_NAME}',path='${BUS_PATH}',interface='${BUS_NAME}',member='NameOwnerChanged',arg0='${MANAGER_NAME}'`;
const BACKOFF_MS = { first: 50, last: 5_000 };
/** The D-Bus errors of calls whose receiver, or the bus, went away. */
const MANAGER_WENT_AWAY = /\.(NoReply|ServiceUnknown|NameHasNoOwner|Disconnected)$/;

/** Connects, and reconnects with growing pauses until close(). Throws a SourceError when the first attempt fails. */
export async function openManagerLink(options: ManagerLinkOptions): Promise<ManagerLink> {
  const { sockets, connectTimeoutMs, callTimeoutMs } = options;
  let connection: BusConnection | undefined;
  let owner: string | undefined;
  let ownerChanges = 0;
  let closed = false;
  let wanted: Instant | undefined;
  let recovery: Promise<void> | undefined;
  const sleepers = new Set<() => void>();

  await attach();
  return { isManagerThere: () => owner !== undefined, callOnce, call, recoverFrom, sleep, isClosed: () => closed, close };

  // Connects and finds the manager's unique name; the match rules come first, so that no change of it is missed.
  async function attach(): Promise<void> {
    let lost = false as boolean;
    const fresh = await connectBus({
      sockets,
      connectTimeoutMs,
      callTimeoutMs,
      onSignal,
      isKnown: (sender) => sender === owner,
      onLost: (reason) => {
        lost = true;
        if (connection === fresh) lose(reason);
      },
    });
    try {
      for (const rule of [OWNER_MATCH_RULE, ...MANAGER_MATCH_RULES])
        accepted(await fresh.call(busCall('AddMatch', 's', [rule])), 'AddMatch');
      const changesBefore = ownerChanges;
      const reply = await fresh.call(busCall('GetNameOwner', 's', [MANAGER_NAME]));
      if (!reply.ok && !reply.error.endsWith('.NameHasNoOwner')) accepted(reply, 'GetNameOwner');
      // A NameOwnerChanged that came meanwhile is as new as the reply, or newer.
      if (ownerChanges === changesBefore) owner = reply.ok && typeof reply.body[0] === 'string' ? reply.body[0] : undefined;
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
    if (signal.sender === BUS_NAME) onOwnerChanged(signal);
    // Anyone on the bus can send a forged signal to this connection directly.
    else if (signal.sender === owner) options.onSignal(signal);
  }

  function onOwnerChanged({ member, body, at }: BusSignal): void {
    const [name, , fresh] = body;
    if (member !== 'NameOwnerChanged' || name !== MANAGER_NAME || typeof fresh !== 'string') return;
    ownerChanges += 1;
    owner = fresh === '' ? undefined : fresh;
    options.onBreak(at, { kind: 'manager-left' });
    if (owner !== undefined) recoverFrom(at);
  }

  function lose(text: string): void {
    const at = now();
    connection = undefined;
    owner = undefined;
    options.onBreak(at, { kind: 'connection-lost', text });
    recoverFrom(at);
  }

  // At most one recovery is under way.
  function recoverFrom(since: Instant): void {
    wanted = since;
    recovery ??= keep().finally(() => {
      recovery = undefined;
    });
  }

  async function keep(): Promise<void> {
    let pause = BACKOFF_MS.first;
    while (wanted && !closed) {
      const since = wanted;
      wanted = undefined;
      try {
        if (connection === undefined) await attach();
        const inStepSince = owner === undefined ? undefined : await options.recover();
        if (inStepSince && isOlder(wanted, inStepSince)) wanted = undefined;
        pause = BACKOFF_MS.first;
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        wanted ??= since;
        await sleep(pause);
        pause = Math.min(pause * 2, BACKOFF_MS.last);
      }
    }
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

  async function close(): Promise<void> {
    closed = true;
    connection?.close();
    connection = undefined;
    for (const wake of sleepers) wake();
    await recovery;
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

function isOlder(a: Instant | undefined, b: Instant): boolean {
  return a !== undefined && compareInstants(a, b) < 0;
}

function accepted(reply: BusReply, member: string): void {
  if (!reply.ok) throw new SourceError(`the bus refused ${member} (${reply.text})`, 'run it as root');
}
