import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SourceError } from '../../errors.ts';
import type { ObservationStream } from '../observation-stream.ts';
import { createLookout, openTrace, type Lookout, type LookoutOptions } from './lookout.ts';
import type { FromLookout, ToLookout } from './messages.ts';

/** A lookout that is ready, and looks from `follow` on. */
export interface ReadyLookout {
  follow(stream: ObservationStream): Lookout;
  /** For a session that ends before it has begun to follow. */
  close(): Promise<void>;
}

const PROGRAM = 'whyalive-lookout.mjs';
const READY_MS = 10_000;
const CLOSE_MS = 3_000;

/**
 * Makes a lookout ready in a process of its own: who has just asked is gone in two milliseconds, and this program may be busy telling of something else for longer. Where the
 * package has no such program, as in its own tests, it looks itself. Throws a SourceError when a trace was asked for and is not possible.
 */
export async function openLookout(options: LookoutOptions): Promise<ReadyLookout> {
  const path = ['../', './'].map((folder) => fileURLToPath(new URL(folder + PROGRAM, import.meta.url))).find((one) => existsSync(one));
  const child = path === undefined ? undefined : await startChild(path, options);
  if (child !== undefined) return followChild(child);
  const trace = openTrace(options);
  return {
    follow: (stream) => createLookout(options, trace, stream),
    close: async () => trace?.close(),
  };
}

/** The process, once it is ready; undefined when it cannot be started. */
async function startChild(path: string, options: LookoutOptions): Promise<ChildProcess | undefined> {
  const child = fork(path, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [], detached: true });
  const answer = await new Promise<FromLookout | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), READY_MS);
    child.once('message', (message) => resolve(message as FromLookout));
    child.once('exit', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
    child.once('message', () => clearTimeout(timer));
    child.once('exit', () => clearTimeout(timer));
    send(child, { kind: 'begin', options });
  });
  if (answer?.kind === 'ready') return child;
  // Whatever it was about to do: without it this program ends when it wants to.
  child.kill('SIGKILL');
  if (answer?.kind === 'refused') throw new SourceError(answer.message);
  return undefined;
}

function followChild(child: ChildProcess): ReadyLookout {
  let isClosing = false;
  const close = async (): Promise<void> => {
    isClosing = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    send(child, { kind: 'close' });
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
    await ended;
    clearTimeout(timer);
  };
  return {
    follow(stream) {
      child.on('message', (message) => {
        const told = message as FromLookout;
        if (told.kind === 'seen' && !isClosing) stream.emit(told.payload, told.at);
      });
      child.on('exit', () => {
        if (isClosing) return;
        const detail = 'the process that looks for clients and peers has ended, so they are not named any more';
        stream.emit({ source: 'proc', kind: 'source-status', status: 'degraded', detail, remedy: 'start it again' });
      });
      return {
        order: (orders) => send(child, { kind: 'order', orders }),
        noteJob: (jobId, unit) => send(child, { kind: 'job', jobId, unit }),
        close,
      };
    },
    close,
  };
}

/** Nothing is lost with a child that has ended; its end is told elsewhere. */
function send(child: ChildProcess, message: ToLookout): void {
  if (child.connected) child.send(message, () => undefined);
}
