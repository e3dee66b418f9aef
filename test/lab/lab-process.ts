import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from './pause.ts';

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status; 128 + the signal's number is not made up: a killed process has -1. */
  readonly status: number;
}

/** A process inside the lab. */
export interface LabProcess {
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<ExecResult>;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first match on standard output or error; rejects after `timeoutMs` or when the process ends without one. */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** Signals the process and all that descend from it, not nsenter; nothing happens when it has ended. */
  signalAll(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Signals it and waits for its end; SIGKILL after `patienceMs`. */
  stop(signal?: NodeJS.Signals, patienceMs?: number): Promise<ExecResult>;
}

export interface LabProcessOptions {
  readonly input?: string;
  /** alice, or root (default). */
  readonly user?: 'root' | 'alice';
  readonly env?: Readonly<Record<string, string>>;
  /** Gets standard output as it comes; nothing of it is kept then. */
  readonly onStdout?: (chunk: Buffer) => void;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** nsenter's command line into the lab whose PID 1 has the host's pid `pid1`. */
export function enterCommand(pid1: number, argv: readonly string[], user: 'root' | 'alice' = 'root'): readonly string[] {
  const become = user === 'alice' ? ['setpriv', '--reuid=1000', '--regid=1000', '--init-groups', '--'] : [];
  return ['nsenter', '-t', String(pid1), '-m', '-p', '-u', '-i', '-n', '-C', '--', ...become, ...argv];
}

/** The environment inside: nothing of the host's gets in. */
export function labEnvironment(user: 'root' | 'alice' = 'root'): Record<string, string> {
  const common = { PATH, LANG: 'C.UTF-8', TERM: 'dumb', TZ: 'UTC' };
  if (user === 'root') return { ...common, HOME: '/root', USER: 'root' };
  return {
    ...common,
    HOME: '/home/alice',
    USER: 'alice',
    XDG_RUNTIME_DIR: '/run/user/1000',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
  };
}

/** Starts `argv` inside the lab. */
export function startInLab(pid1: number, argv: readonly string[], options: LabProcessOptions = {}): LabProcess {
  const user = options.user ?? 'root';
  const [command, ...rest] = enterCommand(pid1, argv, user);
  const child = spawn(command ?? 'nsenter', rest, { env: { ...labEnvironment(user), ...options.env }, stdio: 'pipe' });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', options.onStdout ?? ((chunk: Buffer) => out.push(chunk)));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const stdout = (): string => Buffer.concat(out).toString('utf8');
  const stderr = (): string => Buffer.concat(err).toString('utf8');
  let result: ExecResult | undefined;
  const ended = new Promise<ExecResult>((resolve) => {
    const settle = (status: number, note: string): void => {
      result ??= { stdout: stdout(), stderr: stderr() + note, status };
      resolve(result);
    };
    child.on('error', (error) => settle(-1, String(error)));
    child.on('close', (code, signal) => settle(code ?? -1, signal === null ? '' : `\nended by ${signal}`));
  });

  const waitFor = async (pattern: RegExp, timeoutMs = 15_000): Promise<string> => {
    const match = await eventually(
      timeoutMs,
      () => pattern.exec(stdout())?.[0] ?? pattern.exec(stderr())?.[0] ?? (result === undefined ? undefined : ''),
    );
    if (match !== undefined && match !== '') return match;
    throw new Error(
      `${argv.join(' ')} did not print ${String(pattern)} ${result ? 'before it ended' : `in ${timeoutMs} ms`}:\n${stdout()}${stderr()}`,
    );
  };

  const stop = async (signal: NodeJS.Signals = 'SIGTERM', patienceMs = 10_000): Promise<ExecResult> => {
    signalInside(child.pid, signal);
    const timer = setTimeout(() => signalInside(child.pid, 'SIGKILL'), patienceMs);
    const last = await ended;
    clearTimeout(timer);
    return last;
  };

  const signalAll = (signal: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const pid of descendantsOf(child.pid)) signalTo(pid, signal);
    // nsenter stops itself with its child.
    if (signal === 'SIGCONT') child.kill(signal);
  };
  return { ended, stdout, stderr, waitFor, signalAll, stop };
}

/** nsenter forks after it has changed the pid namespace: the process meant is its only child. */
function signalInside(nsenter: number | undefined, signal: NodeJS.Signals): void {
  const [inner] = nsenter === undefined ? [] : childrenOf(nsenter);
  if (inner !== undefined) signalTo(inner, signal);
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function descendantsOf(pid: number | undefined): readonly number[] {
  return (pid === undefined ? [] : childrenOf(pid)).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Those that any of its threads made; none of a process that has ended. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .map(Number)
        .filter((child) => child > 0),
    );
  } catch {
    return [];
  }
}
