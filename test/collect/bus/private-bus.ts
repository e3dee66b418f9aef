import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dbus from 'dbus-next';
import type { Message, MessageBus } from 'dbus-next';

/** A directory of its own under the system's temporary one, removed by `remove`. */
export async function temporaryDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'whyalive-bus-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A dbus-daemon of our own at `socket`; `extra` goes into its configuration. kill() is sudden, as a crash is. */
export async function startDaemon(socket: string, extra = ''): Promise<{ kill(): Promise<void> }> {
  const config = `${socket}.conf`;
  await writeFile(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=${socket}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>${extra}</busconfig>`,
  );
  await rm(socket, { force: true });
  const daemon = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await Promise.race([
    once(daemon.stdout, 'data'),
    once(daemon, 'error').then(([error]: unknown[]) => Promise.reject(error as Error)),
    once(daemon, 'exit').then(() => Promise.reject(new Error('dbus-daemon does not start'))),
  ]);
  return {
    async kill() {
      if (daemon.exitCode !== null || daemon.signalCode !== null) return;
      const gone = once(daemon, 'exit');
      daemon.kill('SIGKILL');
      await gone;
    },
  };
}

/** What the fake manager answers: a signature and a body, an error, or nothing at all. */
export type Answer = readonly [signature: string, body: readonly unknown[]] | { readonly error: string } | 'silence';

/** A service that owns org.freedesktop.systemd1 and answers as it is told. */
export interface FakeManager {
  /** Members that were called, in order, e.g. `ListUnits`; of GetAll and GetUnit with the argument. */
  readonly calls: string[];
  /** Unique names of those who called Subscribe. */
  readonly subscribers: string[];
  answer(member: string, answer: (message: Message) => Answer | Promise<Answer>): void;
  signal(member: string, signature: string, body: readonly unknown[], path?: string, iface?: string): void;
  /** Leaves the bus. */
  leave(): void;
}

export const variant = (signature: string, value: unknown): unknown => new dbus.Variant(signature, value);

/** Takes org.freedesktop.systemd1 on the bus at `socket`. */
export async function fakeManager(socket: string): Promise<FakeManager> {
  const bus = await client(socket);
  const calls: string[] = [];
  const subscribers: string[] = [];
  const answers = new Map<string, (message: Message) => Answer | Promise<Answer>>([
    ['Subscribe', () => ['', []]],
    ['ListJobs', () => ['a(usssoo)', [[]]]],
    ['ListUnits', () => ['a(ssssssouso)', [[unitRow('a.service')]]]],
    ['GetAll', () => ['a{sv}', [{ Version: variant('s', '252 (fake)') }]]],
  ]);
  const send = (message: Message, reply: Answer): void => {
    if (reply === 'silence') return;
    if ('error' in reply) bus.send(dbus.Message.newError(message as never, reply.error, 'as told'));
    else bus.send(dbus.Message.newMethodReturn(message, reply[0], [...reply[1]]));
  };
  bus.addMethodHandler((message: Message) => {
    const argument: unknown = message.body[0];
    calls.push(typeof argument === 'string' ? `${message.member} ${argument}` : message.member);
    if (message.member === 'Subscribe') subscribers.push(message.sender);
    const answer = answers.get(message.member);
    const reply = answer ? answer(message) : { error: 'org.freedesktop.DBus.Error.UnknownMethod' };
    if (reply instanceof Promise) void reply.then((later) => send(message, later));
    else send(message, reply);
    return true;
  });
  await bus.requestName('org.freedesktop.systemd1', 0);
  return {
    calls,
    subscribers,
    answer: (member, answer) => void answers.set(member, answer),
    signal: (member, signature, body, path = '/org/freedesktop/systemd1', iface = 'org.freedesktop.systemd1.Manager') => {
      bus.send(dbus.Message.newSignal(path, iface, member, signature, [...body]));
    },
    leave: () => bus.disconnect(),
  };
}

/** A client of the bus that does nothing by itself. */
export async function client(socket: string): Promise<MessageBus> {
  const bus = dbus.sessionBus({ busAddress: `unix:socket=${socket}` });
  bus.on('error', () => undefined);
  await once(bus, 'connect');
  return bus;
}

/** A row of ListUnits. */
export function unitRow(unit: string): readonly unknown[] {
  return [unit, 'A unit', 'loaded', 'active', 'running', '', '/org/freedesktop/systemd1/unit/x', 0, '', '/'];
}

/** Listens at `socket` and hands each connection to `serve`; close() ends them all. */
export async function startServer(socket: string, serve: (connection: Socket) => void): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((connection) => {
    open.add(connection);
    connection.on('error', () => undefined).on('close', () => open.delete(connection));
    serve(connection);
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const connection of open) connection.destroy();
      await closed;
    },
  };
}

/** Stands between a client and the bus, so that a test can put bytes of its own into what the client reads. */
export async function startProxy(socket: string, behind: string): Promise<{ inject(bytes: Uint8Array): void; close(): Promise<void> }> {
  let current: Socket | undefined;
  const server = await startServer(socket, (connection) => {
    const upstream = connect(behind);
    upstream.on('error', () => undefined).on('close', () => connection.destroy());
    connection.on('close', () => upstream.destroy());
    connection.pipe(upstream);
    upstream.pipe(connection);
    current = connection;
  });
  return { inject: (bytes) => void current?.write(bytes), close: () => server.close() };
}
