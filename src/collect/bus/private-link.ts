import { createJobNewReader, type JobNew } from './job-new-signal.ts';
import { openRawStream, type RawStream } from './raw-stream.ts';
import { now } from '../clock.ts';
import type { Instant } from '../../model/instant.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';

interface PrivateLinkOptions {
  readonly scope: ManagerScope;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onJobNew: (jobs: readonly JobNew[]) => void;
  /** Called when the link is hung up, because this program did not read fast enough: jobs in between are announced later, by the bus. */
  readonly onLate?: (from: Instant, to: Instant) => void;
  /** The manager's socket; a test gives one of its own. */
  readonly socket?: string;
  readonly mostBehind?: number;
}

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
/** What is not read yet, the manager keeps in its memory, all of it. After so many bytes without ever having caught up it is freed from that; 4,000 starts at once are less. */
const MAX_BEHIND = 128 * 1024 * 1024;
/** Node reads so much at once; a shorter piece was all that there was. */
const WHOLE_PIECE = 64 * 1024;

/**
 * Receives JobNew directly from the manager, on its private socket, before the client has its reply: there the manager sends every signal to
 * every connection, without a bus between and without Subscribe (bus_foreach_bus() in src/core/dbus.c). Only root, or for a user's manager that user, is let in;
 * everybody else is refused and receives nothing. It reconnects when the manager re-executes itself, and never calls the manager.
 */
export function openPrivateLink({
  scope,
  env,
  onJobNew,
  onLate,
  socket = privateSocketOf(scope, env),
  mostBehind = MAX_BEHIND,
}: PrivateLinkOptions): { close(): void } {
  let stream: RawStream | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = socket === undefined;
  let pauseMs = FIRST_PAUSE_MS;

  const again = (error?: NodeJS.ErrnoException): void => {
    if (error?.code === 'EACCES' || error?.code === 'EPERM') isClosed = true;
    if (isClosed || timer !== undefined) return;
    timer = setTimeout(connect, pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  };

  function connect(): void {
    timer = undefined;
    const read = createJobNewReader();
    let behind = 0;
    let since: Instant | undefined;
    const own = openRawStream({
      socket: socket ?? '',
      onOpen: () => (pauseMs = FIRST_PAUSE_MS),
      onBytes(bytes) {
        behind = bytes.length < WHOLE_PIECE ? 0 : behind + bytes.length;
        since = behind === 0 ? undefined : (since ?? now());
        if (since !== undefined && behind > mostBehind) {
          own.close();
          onLate?.(since, now());
          return again();
        }
        const jobs = read(bytes);
        if (jobs === undefined) {
          own.close();
          again();
        } else if (jobs.length > 0) onJobNew(jobs);
      },
      onEnd: again,
    });
    stream = own;
  }

  if (!isClosed) connect();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      stream?.close();
    },
  };
}

/** Where a manager listens besides the bus (src/core/dbus.c); undefined when the user has no runtime directory. */
export function privateSocketOf(scope: ManagerScope, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (scope === 'system') return '/run/systemd/private';
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime ? `${runtime}/systemd/private` : undefined;
}
