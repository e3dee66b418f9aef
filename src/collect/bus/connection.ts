import type { Message, MessageBus } from 'dbus-next';
import type { Socket } from 'node:net';
import { SourceError } from '../../errors.ts';
import type { Instant } from '../../model/instant.ts';
import { now } from '../clock.ts';
import { refuseLarge } from './limits/refuse-large.ts';

/** A method call on a bus; `signature` and `body` go together. It never makes the bus start a service. */
export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** The reply: the decoded body, or the D-Bus error's name and text. `at` is when the reply was parsed. */
export type BusReply =
  | { readonly ok: true; readonly body: readonly unknown[]; readonly at: Instant }
  | { readonly ok: false; readonly error: string; readonly text: string; readonly at: Instant };

/** A signal as dbus-next decodes it, with the time at which it was parsed. */
export interface BusSignal {
  readonly at: Instant;
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

export interface BusConnection {
  /** Rejects with a SourceError when no reply comes in time or the connection is lost; error replies are values. */
  call(call: BusCall): Promise<BusReply>;
  close(): void;
}

interface BusConnectionOptions {
  /** Those of the bus, in the order to try, as `net` takes them; an abstract socket's begins with a NUL character. */
  readonly sockets: readonly string[];
  readonly connectTimeoutMs: number;
  readonly callTimeoutMs: number;
  /** Called for each signal in the order of arrival; what it throws becomes an uncaught exception of its own. */
  readonly onSignal: (signal: BusSignal) => void;
  /** Whose signals may be long, besides the bus's own; nobody's by default. */
  readonly isKnown?: (sender: string) => boolean;
  /** Called once when an established connection ends for another reason than close(). */
  readonly onLost: (reason: string) => void;
}

// Private members of dbus-next 0.10.2, for what its public API does not report: a lost connection, a failed Hello.
interface PrivateBus {
  readonly _connection: { readonly stream: Socket; once(event: 'connect', listener: () => void): void };
  readonly _methodReturnHandlers: Record<number, ((reply: Message) => void) | undefined>;
}

interface PendingCall {
  readonly settle: (reply: BusReply) => void;
  readonly fail: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

const METHOD_CALL = 1;
const METHOD_RETURN = 2;
const ERROR = 3;
const SIGNAL = 4;
const NO_AUTO_START = 2;
const HELLO_SERIAL = 1;

export const BUS_NAME = 'org.freedesktop.DBus';
export const BUS_PATH = '/org/freedesktop/DBus';

/** A call of the bus itself. */
export function busCall(member: string, signature: string, body: readonly unknown[], iface = BUS_NAME): BusCall {
  return { destination: BUS_NAME, path: BUS_PATH, interface: iface, member, signature, body };
}

/** Connects, authenticates and says Hello, on the first socket that works. When none does, throws the SourceError of the last, with the reason and the remedy. */
export async function connectBus(options: BusConnectionOptions): Promise<BusConnection> {
  let failure: unknown;
  for (const socket of options.sockets) {
    try {
      return await connectSocket(socket, options);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function connectSocket(socket: string, options: BusConnectionOptions): Promise<BusConnection> {
  const { sessionBus, Message: DBusMessage } = await loadDBus();
  const { connectTimeoutMs, callTimeoutMs } = options;
  if (/[,;:=]/.test(socket)) {
    throw new SourceError(`cannot use the bus socket ${socket}: its path holds one of , ; : =`, 'use a path without them');
  }

  const pending = new Map<number, PendingCall>();
  let state: 'connecting' | 'open' | 'closed' = 'connecting';

  return await new Promise<BusConnection>((resolve, reject) => {
    // `socket=` and not `path=`: for the latter dbus-next would load a native module if there happened to be one.
    const bus: MessageBus = sessionBus({ busAddress: `unix:socket=${socket}`, authMethods: ['EXTERNAL'] });
    const hidden = bus as unknown as PrivateBus;
    const stream = hidden._connection.stream;
    const connectTimer = setTimeout(() => {
      end(`no answer from the bus at ${printable(socket)} within ${connectTimeoutMs} ms`);
    }, connectTimeoutMs);

    hidden._connection.once('connect', () => refuseLarge(stream, (sender) => sender === BUS_NAME || options.isKnown?.(sender) === true));
    guardParser(stream, (error) => end(`the bus sent bytes that are no D-Bus message (${error.message})`));
    stream.once('close', () => end(state === 'connecting' ? 'the bus closed the connection at once' : 'the bus closed the connection'));
    bus.on('error', (error: unknown) => {
      if (state === 'connecting') end(undefined, connectError(error, socket));
      else end(`the connection to the bus failed (${messageOf(error)})`);
    });
    bus.addMethodHandler(() => true);
    bus.on('message', receive);
    bus.on('connect', () => {
      if (state !== 'connecting') return;
      state = 'open';
      clearTimeout(connectTimer);
      resolve({ call, close: () => end(undefined) });
    });
    refuseHello(hidden, (reply) => {
      end(undefined, accessError(`the bus at ${printable(socket)} refused the connection (${textOf(reply)})`));
    });

    function receive(message: Message): void {
      const at = now();
      try {
        if (message.type === SIGNAL) options.onSignal({ ...signalOf(message), at });
        else if (message.type === METHOD_RETURN) take(message)?.settle({ ok: true, body: message.body, at });
        else if (message.type === ERROR) take(message)?.settle({ ok: false, error: message.errorName, text: textOf(message), at });
      } catch (error) {
        // Thrown here it would be swallowed by dbus-next and sent to the sender, who is PID 1.
        queueMicrotask(() => {
          throw error;
        });
      }
    }

    function take(message: Message): PendingCall | undefined {
      const serial = Number(message.replySerial);
      const call = pending.get(serial);
      pending.delete(serial);
      clearTimeout(call?.timer);
      return call;
    }

    function call(request: BusCall): Promise<BusReply> {
      return new Promise((settle, fail) => {
        const name = `${request.interface}.${request.member}`;
        if (state !== 'open') return fail(new SourceError(`cannot call ${name}: the connection to the bus is closed`));
        const serial = bus.newSerial();
        const timer = setTimeout(() => {
          pending.delete(serial);
          fail(new SourceError(`no answer to ${name} within ${callTimeoutMs} ms`, 'see with "busctl status" whether the manager is stuck'));
        }, callTimeoutMs);
        pending.set(serial, { settle, fail, timer });
        try {
          bus.send(new DBusMessage({ type: METHOD_CALL, serial, flags: NO_AUTO_START, ...request, body: [...(request.body ?? [])] }));
        } catch (error) {
          pending.delete(serial);
          clearTimeout(timer);
          fail(new SourceError(`cannot call ${name}: ${messageOf(error)}`));
        }
      });
    }

    // The only way out of every state; without a reason the close was requested and is not reported.
    function end(reason: string | undefined, error?: SourceError): void {
      if (state === 'closed') return;
      const before = state;
      state = 'closed';
      clearTimeout(connectTimer);
      bus.removeListener('message', receive);
      stream.destroy();
      for (const { fail, timer } of pending.values()) {
        clearTimeout(timer);
        fail(new SourceError(reason ?? 'the connection to the bus was closed'));
      }
      pending.clear();
      if (before === 'connecting') reject(error ?? new SourceError(reason ?? 'the connection to the bus was closed', 'try again'));
      else if (reason !== undefined || error !== undefined) options.onLost(reason ?? String(error?.message));
    }
  });
}

// Loaded when a bus is needed and not before. It is CommonJS: a bundle gives it as the default export alone.
async function loadDBus(): Promise<typeof import('dbus-next')> {
  const loaded = (await import('dbus-next')) as typeof import('dbus-next') & { readonly default?: typeof import('dbus-next') };
  return loaded.default ?? loaded;
}

// dbus-next parses inside the stream's own events: what it throws there (on malformed bytes, on a message that the end of the
// connection cut, on a line of the handshake that it does not expect) would be an uncaught exception.
function guardParser(stream: Socket, failed: (error: Error) => void): void {
  const emit = stream.emit.bind(stream) as (event: string | symbol, ...values: unknown[]) => boolean;
  stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    try {
      return emit(event, ...values);
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
      return true;
    }
  };
}

// An error reply to Hello would be an unhandled rejection.
function refuseHello(bus: PrivateBus, refused: (reply: Message) => void): void {
  const answered = bus._methodReturnHandlers[HELLO_SERIAL];
  bus._methodReturnHandlers[HELLO_SERIAL] = (reply) => {
    if (reply.type === ERROR) refused(reply);
    else answered?.(reply);
  };
}

function signalOf({ sender, path, interface: iface, member, body }: Message): Omit<BusSignal, 'at'> {
  return { sender, path, interface: iface, member, body };
}

function textOf(message: Message): string {
  const text: unknown = message.body[0];
  return typeof text === 'string' ? text : message.errorName;
}

function connectError(error: unknown, socket: string): SourceError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = printable(socket);
  if (code === 'ENOENT')
    return new SourceError(
      `there is no bus at ${where}`,
      'start it (systemctl start dbus.socket; a user has one while logged in), or look back without it',
    );
  if (code === 'ECONNREFUSED') return new SourceError(`nobody answers at the bus socket ${where}`, 'start it: systemctl start dbus.socket');
  if (code === 'EACCES' || code === 'EPERM') return accessError(`not allowed to open the bus socket ${where}`);
  // dbus-daemon hangs up on a uid that is in no passwd database.
  if (code === 'EPIPE' || code === 'ECONNRESET') return accessError(`the bus at ${where} hung up while this user was authenticating`);
  if (code === undefined) return accessError(`the bus at ${where} does not accept this user (${messageOf(error)})`);
  return new SourceError(`cannot connect to the bus at ${where} (${messageOf(error)})`, 'see systemctl status dbus.service');
}

function accessError(message: string): SourceError {
  return new SourceError(message, 'run it as root, or as the user whose bus it is');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function printable(socket: string): string {
  return socket.replace(/^\0/, '@');
}
