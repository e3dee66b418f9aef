import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { SourceError } from '../../errors.ts';
import { attempt } from '../attempt.ts';

/** Blocks the thread. Use only during shutdown. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** A trace instance of our own (Documentation/trace/ftrace.rst, "Instances"). */
interface TraceInstance {
  /** Where the kernel writes the events to, one line each; who reads waits. */
  readonly pipe: string;
  /** Removes it; the reader of the pipe must have been ended. May be called twice. */
  remove(): void;
}

const PLACES: readonly string[] = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];
const MOUNT = 'mount it: mount -t tracefs tracefs /sys/kernel/tracing';
const EVENT = 'events/sched/sched_process_exec';
const NAME = /^whyalive-(\d+)-(\d+)-[0-9a-f]+$/;
/** An instance of another pid namespace is removed when it is this old and not being read. */
const STALE_MS = 60_000;
const REMOVE = { tries: 200, pauseMs: 5 };

/**
 * Traces each execution of one of these programs, stamped with CLOCK_MONOTONIC. Throws a SourceError where there is no tracefs, no permission, or
 * no such event. What an earlier run that was killed has left behind is removed.
 */
export function createTraceInstance(programs: readonly string[], places = PLACES): TraceInstance {
  const tracefs = places.find((place) => existsSync(`${place}/instances`));
  if (tracefs === undefined) {
    if (process.geteuid?.() !== 0)
      throw new SourceError('cannot trace executed programs: only root may', 'run it as root, or without --trace-exec');
    throw new SourceError('cannot trace executed programs: tracefs is not mounted', MOUNT);
  }
  sweep(tracefs);
  const folder = `${tracefs}/instances/whyalive-${String(process.pid)}-${pidNamespace()}-${randomBytes(4).toString('hex')}`;
  const remove = (): void => {
    for (let left = REMOVE.tries; left > 0 && existsSync(folder) && !isRemoved(folder); left -= 1) pause(REMOVE.pauseMs);
  };
  try {
    mkdirSync(folder);
    for (const [file, text] of [
      ['trace_clock', 'mono'],
      ['buffer_size_kb', '64'],
      [`${EVENT}/filter`, programs.map((program) => `filename ~ "*${program}"`).join(' || ')],
      [`${EVENT}/enable`, '1'],
    ] as const) {
      writeFileSync(`${folder}/${file}`, text);
    }
  } catch (error) {
    remove();
    throw refused(error, tracefs);
  }
  return { pipe: `${folder}/trace_pipe`, remove };
}

/** Whether the kernel's pids are those of our /proc: in the first pid namespace (PROC_PID_INIT_INO). */
export function isInitialPidNamespace(): boolean {
  return pidNamespace() === '4026531836';
}

function pidNamespace(): string {
  return /\d+/.exec(attempt(() => readlinkSync('/proc/self/ns/pid'), ''))?.[0] ?? '0';
}

/** An instance that is being read is busy and cannot be removed, so a live one is safe. */
function sweep(tracefs: string): void {
  for (const name of attempt(() => readdirSync(`${tracefs}/instances`), [])) {
    const [, pid, namespace] = NAME.exec(name) ?? [];
    if (pid === undefined) continue;
    const folder = `${tracefs}/instances/${name}`;
    const isLeft = namespace === pidNamespace() ? !existsSync(`/proc/${pid}`) : ageMs(folder) > STALE_MS;
    if (isLeft) isRemoved(folder);
  }
}

/** Whether it is gone; while it is being read, it is busy. */
function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EBUSY');
  }
}

function ageMs(folder: string): number {
  return attempt(() => Date.now() - statSync(folder).mtimeMs, 0);
}

function refused(error: unknown, tracefs: string): SourceError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'EACCES' || code === 'EPERM')
    return new SourceError(`cannot trace executed programs: ${tracefs} may not be written to`, 'run it as root, or without --trace-exec');
  if (code === 'EROFS') return new SourceError(`cannot trace executed programs: ${tracefs} is read-only`, `mount -o remount,rw ${tracefs}`);
  return new SourceError(
    `cannot trace executed programs: this kernel refuses the event sched_process_exec (${code})`,
    'go on without --trace-exec',
  );
}
