import { getPriority } from 'node:os';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { basename } from 'node:path';
import type { Instant } from '../../model/instant.ts';
import { CLIENT_PROGRAMS } from '../../systemd/client-commands.ts';
import { beginClientScan } from './client-scan.ts';
import { createToldProcesses, type ToldProcesses } from './told-processes.ts';
import { now } from '../clock.ts';
import { setNice } from '../probe/priority.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { ObservationStream } from '../observation-stream.ts';
import { describeProcess } from './process.ts';
import { createTraceInstance, isInitialPidNamespace } from './trace-instance.ts';

/** One line of the kernel's about a program that was executed; the pid is that of the first pid namespace. */
interface TracedExec {
  readonly program: string;
  readonly pid: number;
  readonly monotonicUsec: bigint;
}

export interface ExecTrace {
  /** Emits a `client-exec` for each program executed since the trace was opened that asks for jobs, with its process as it is right then. */
  follow(stream: ObservationStream, told?: ToldProcesses): void;
  close(): Promise<void>;
}

type PipeReader = ChildProcessByStdio<null, Readable, null>;

const BOUND_READER: readonly string[] = ['setpriv', '--pdeathsig', 'KILL', 'cat'];
const PLAIN_READER: readonly string[] = ['cat'];
/** With this a short-lived client is read in time even on a busy machine, which is what tracing is for. */
const NICE = -15;
const MAX_LINE_LENGTH = 8 * 1024;
const MAX_REPORTED = 512;

/**
 * Traces the execution of programs that request jobs, until close(). The trace instance is removed when this process ends; if it
 * is killed, the next run removes it. Throws a SourceError, before anything is changed, where tracing is not possible.
 */
export function openExecTrace(scope: ManagerScope): ExecTrace {
  const instance = createTraceInstance(CLIENT_PROGRAMS);
  const before = getPriority();
  setNice(NICE);
  let reader: PipeReader | undefined;
  const removeAtExit = (): void => {
    reader?.kill('SIGKILL');
    instance.remove();
  };
  process.on('exit', removeAtExit);
  let isClosed = false;
  return {
    follow(stream, told = createToldProcesses()) {
      const take = createExecReporter(scope, stream, told);
      const read = (command: readonly string[]): void => {
        const own = startReader(instance.pipe, command);
        reader = own;
        own.stdout.setEncoding('utf8').on(
          'data',
          linesOf((line) => {
            const executed = parseExec(line);
            if (executed !== undefined && !isClosed) take(executed);
          }),
        );
        own.on('error', (error: NodeJS.ErrnoException) => {
          // setpriv makes the reader end with this process, even when that is killed; without it the reader ends at the next event.
          if (error.code === 'ENOENT' && command !== PLAIN_READER) read(PLAIN_READER);
          else lost(error.message);
        });
        own.on('exit', () => lost('its reader ended'));
      };
      const lost = (why: string): void => {
        if (isClosed) return;
        const detail = `programs are not traced any more as they are executed (${why})`;
        stream.emit({ source: 'proc', kind: 'source-status', status: 'degraded', detail, remedy: 'start it again' });
      };
      read(BOUND_READER);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      const own = reader;
      if (own !== undefined && own.exitCode === null && own.signalCode === null) {
        const ended = new Promise((resolve) => own.once('close', resolve));
        if (own.kill('SIGKILL')) await ended;
      }
      instance.remove();
      setNice(before);
      process.removeListener('exit', removeAtExit);
    },
  };
}

/** Emits what was executed, with the process. */
function createExecReporter(scope: ManagerScope, stream: ObservationStream, told: ToldProcesses): (executed: TracedExec) => void {
  const arePidsOurs = isInitialPidNamespace();
  const reported = new Set<string>();
  const report = (program: string, at: Instant, process?: ProcessDescription): void => {
    stream.emit({ source: 'proc', kind: 'client-exec', program, ...(process === undefined ? {} : { process: told.one(process) }) }, at);
  };
  return ({ program, pid, monotonicUsec }) => {
    const at = instantOf(monotonicUsec);
    if (arePidsOurs) return report(program, at, describeProcess(pid, { scope }));
    // The kernel's pid is not valid in this namespace, and a program of another namespace is not in our /proc.
    const scan = beginClientScan({ scope });
    scan.step();
    const comm = basename(program).slice(0, 15);
    for (const process of scan.found()) {
      const key = `${String(process.pid)} ${(process.cmdline ?? []).join('\0')}`;
      if (process.comm !== comm || process.cmdline === undefined || reported.has(key)) continue;
      reported.add(key);
      if (reported.size > MAX_REPORTED) for (const oldest of [...reported].slice(0, MAX_REPORTED / 2)) reported.delete(oldest);
      report(program, at, process);
    }
  };
}

/** Cuts text into lines; of one that is too long the end is kept. */
function linesOf(take: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH);
    for (const line of lines) take(line);
  };
}

/** Parses a line of trace_pipe; undefined for any other event. Name and path are chosen by the process and may hold any character. */
export function parseExec(line: string): TracedExec | undefined {
  const match = /\s(\d+)\.(\d{6}): sched_process_exec: filename=(.+) pid=(\d+) old_pid=\d+$/.exec(line);
  const [, seconds, microseconds, program, pid] = match ?? [];
  if (seconds === undefined || microseconds === undefined || program === undefined || pid === undefined) return undefined;
  return { program, pid: Number(pid), monotonicUsec: BigInt(seconds) * 1_000_000n + BigInt(microseconds) };
}

function instantOf(monotonicUsec: bigint): Instant {
  const present = now();
  const sinceUsec = (present.monotonicUsec ?? monotonicUsec) - monotonicUsec;
  return { ...present, realtimeUsec: present.realtimeUsec - sinceUsec, monotonicUsec };
}

function startReader(pipe: string, [program = 'cat', ...given]: readonly string[]): PipeReader {
  return spawn(program, [...given, pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
}
