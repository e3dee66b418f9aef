import { fork, type ChildProcess } from 'node:child_process';
import { SourceError } from '../../errors.ts';
import { now } from '../clock.ts';
import type { ObservationStream } from '../observation-stream.ts';
import { createProbe, openTrace, type FromProbe, type Probe, type ProbeOptions, type ProbeRequest, type ToProbe } from './probe.ts';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A probe that is ready, and looks from `follow` on. */
export interface ReadyProbe extends Pick<Probe, 'close'> {
  follow(stream: ObservationStream): Omit<Probe, 'close'>;
}

const READY_MS = 10_000;
const CLOSE_MS = 3_000;
/** A probe that ends is started again after this time, then after twice as long, and so on. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
/** A process that ran for so long was well: what ended it is another trouble than before. */
const WELL_MS = 600_000;
/**
 * What a probe does not read, the manager and the bus keep in their memory. One that is asked so many times, in such a distance, and does not answer, is ended: it was stopped, or is busy without end.
 */
const ASK_MS = 5_000;
const MOST_UNANSWERED = 4;

const ENDED = 'the process that looks for clients and peers has ended, so they are not named until it is started again';
const BACK = 'the process that looks for clients and peers had ended and was started again; who asked meanwhile is not named';

/** Starts `program` as a probe; undefined when it cannot be started. Throws a SourceError when a trace was requested and is not possible. */
export async function openProbeProcess(program: string, options: ProbeOptions, askMs = ASK_MS): Promise<ReadyProbe | undefined> {
  const child = await startChild(program, options);
  return child === undefined ? undefined : keepRunning(child, program, options, askMs);
}

/** The process, once it is ready; undefined when it cannot be started, or when it was given up. */
async function startChild(program: string, options: ProbeOptions, givenUp?: AbortSignal): Promise<ChildProcess | undefined> {
  const child = fork(program, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    detached: true,
  });
  const answer = await new Promise<FromProbe | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), READY_MS);
    const settle = (message: FromProbe | undefined): void => {
      clearTimeout(timer);
      resolve(message);
    };
    child.once('message', (message) => settle(message as FromProbe));
    child.once('exit', () => settle(undefined));
    child.once('error', () => settle(undefined));
    givenUp?.addEventListener('abort', () => settle(undefined), { once: true });
    send(child, { kind: 'begin', options });
  });
  if (answer?.kind === 'ready') return child;
  // It must not keep this program from ending.
  child.kill('SIGKILL');
  if (answer?.kind === 'refused') throw new SourceError(answer.message);
  return undefined;
}

/** Follows the process, and starts another where it ends by itself: a recording goes on for months. */
function keepRunning(first: ChildProcess, program: string, options: ProbeOptions, askMs: number): ReadyProbe {
  const closing = new AbortController();
  let child = first;
  let starting: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let begunMs = performance.now();
  let request: ProbeRequest | undefined;
  let unanswered = 0;
  const asking = setInterval(() => {
    if (hasEnded(child)) return;
    unanswered += 1;
    if (unanswered > MOST_UNANSWERED) child.kill('SIGKILL');
    else send(child, { kind: 'ping' });
  }, askMs).unref();

  function follow(stream: ObservationStream): void {
    const followed = child;
    const onEnd = (): void => {
      if (closing.signal.aborted) return;
      if (performance.now() - begunMs > WELL_MS) pauseMs = FIRST_PAUSE_MS;
      const from = now();
      stream.emit({ source: 'proc', kind: 'source-status', status: 'degraded', detail: ENDED });
      startAgain(() => {
        follow(stream);
        if (request !== undefined) send(child, { kind: 'request', request });
        stream.emit({ source: 'proc', kind: 'gap', from, to: now(), text: BACK });
        stream.emit({ source: 'proc', kind: 'source-status', status: 'degraded', detail: BACK });
      });
    };
    followed.on('message', (message) => {
      const answer = message as FromProbe;
      unanswered = 0;
      if (answer.kind === 'seen' && !closing.signal.aborted) stream.emit(answer.payload, answer.at);
    });
    if (hasEnded(followed)) onEnd();
    else followed.on('exit', onEnd);
  }

  function startAgain(then: () => void): void {
    const attempt = async (): Promise<void> => {
      const next = await startChild(program, options, closing.signal).catch(() => undefined);
      if (next === undefined) return closing.signal.aborted ? undefined : startAgain(then);
      child = next;
      unanswered = 0;
      begunMs = performance.now();
      if (!closing.signal.aborted) then();
    };
    timer = setTimeout(() => {
      starting = attempt();
    }, pauseMs).unref();
    pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2);
  }

  return {
    follow(stream) {
      follow(stream);
      return {
        request(latest) {
          request = latest;
          send(child, { kind: 'request', request: latest });
        },
        noteJob: (jobId, unit) => send(child, { kind: 'job', jobId, unit }),
      };
    },
    async close() {
      closing.abort();
      clearTimeout(timer);
      clearInterval(asking);
      await starting;
      await endChild(child);
    },
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  send(child, { kind: 'close' });
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
  await ended;
  clearTimeout(timer);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Nothing is lost with a child that has ended; its end is reported elsewhere. */
function send(child: ChildProcess, message: ToProbe): void {
  if (child.connected) child.send(message, () => undefined);
}

const PROGRAM = 'whyalive-probe.mjs';

/**
 * Makes a probe ready in a process of its own: a client is gone within two milliseconds, and this program may be busy for longer. Where the package has no such
 * program, as in its own tests, the probe runs in this process. Throws a SourceError when a trace was requested and is not possible.
 */
export async function openProbe(options: ProbeOptions): Promise<ReadyProbe> {
  const path = ['../', './'].map((folder) => fileURLToPath(new URL(folder + PROGRAM, import.meta.url))).find((one) => existsSync(one));
  const process = path === undefined ? undefined : await openProbeProcess(path, options);
  if (process !== undefined) return process;
  const trace = openTrace(options);
  let probe: Probe | undefined;
  return {
    follow: (stream) => (probe = createProbe(options, trace, stream)),
    close: async () => (probe ?? trace)?.close(),
  };
}
