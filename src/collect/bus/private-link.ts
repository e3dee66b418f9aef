import { createConnection, type Socket } from 'node:net';
import { createJobNewReader, type JobNew } from './job-new-signal.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';

interface PrivateLinkOptions {
  readonly scope: ManagerScope;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onJobNew: (jobs: readonly JobNew[]) => void;
  /** The manager's socket; a test gives one of its own. */
  readonly socket?: string;
}

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
const LINE_END = '\r\n';

/**
 * Receives JobNew directly from the manager, on its private socket, before the client has its reply: there the manager sends every signal to
 * every connection, without a bus between and without Subscribe (bus_foreach_bus() in src/core/dbus.c). Only root, or for a user's manager that user, is let in;
 * everybody else is refused and receives nothing. It reconnects when the manager re-executes itself, and never calls the manager.
 */
export function openPrivateLink({ scope, env, onJobNew, socket = privateSocketOf(scope, env) }: PrivateLinkOptions): { close(): void } {
  let stream: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = socket === undefined;
  let pauseMs = FIRST_PAUSE_MS;

  const again = (error?: NodeJS.ErrnoException): void => {
    stream?.destroy();
    if (error?.code === 'EACCES' || error?.code === 'EPERM') isClosed = true;
    if (isClosed || timer !== undefined) return;
    timer = setTimeout(connect, pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  };

  function connect(): void {
    timer = undefined;
    const own = createConnection(socket ?? '');
    const read = createJobNewReader();
    let greeting = '';
    let isGreeted = false;
    stream = own;
    own.unref();
    own.on('connect', () => own.write(handshake()));
    own.on('error', again);
    own.on('close', () => again());
    own.on('data', (bytes: Buffer) => {
      let rest = bytes;
      if (!isGreeted) {
        greeting += bytes.toString('latin1');
        const end = greeting.indexOf(LINE_END);
        if (end < 0 ? greeting.length > 4096 : !greeting.startsWith('OK')) return own.destroy();
        if (end < 0) return own;
        isGreeted = true;
        own.write(`BEGIN${LINE_END}`);
        pauseMs = FIRST_PAUSE_MS;
        rest = Buffer.from(greeting.slice(end + LINE_END.length), 'latin1');
      }
      const jobs = read(rest);
      if (jobs === undefined) return own.destroy();
      if (jobs.length > 0) onJobNew(jobs);
      return own;
    });
  }

  if (!isClosed) connect();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      stream?.destroy();
    },
  };
}

/** SASL EXTERNAL (D-Bus specification, "Authentication Protocol"). BEGIN waits for the answer, because up to v247 the manager overlooks one that comes with it. */
function handshake(): string {
  return `\0AUTH EXTERNAL ${Buffer.from(String(process.geteuid?.() ?? 0)).toString('hex')}${LINE_END}`;
}

/** Where a manager listens besides the bus (src/core/dbus.c); undefined when the user has no runtime directory. */
export function privateSocketOf(scope: ManagerScope, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (scope === 'system') return '/run/systemd/private';
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime ? `${runtime}/systemd/private` : undefined;
}
