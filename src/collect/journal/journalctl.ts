import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { SourceError } from '../../errors.ts';
import { defined } from '../../defined.ts';

/** A running journalctl; `ended` settles when it is gone and its output has been read or thrown away, and never rejects. */
export interface Journalctl {
  readonly stdout: Readable;
  readonly ended: Promise<JournalctlEnd>;
  kill(): void;
}

export interface JournalctlEnd {
  /** Undefined when it was killed or could not be started. */
  readonly exitStatus?: number;
  /** The signal that killed it, e.g. SIGTERM. */
  readonly killedBy?: string;
  /** Its standard error, the last 16 KiB, without colours. */
  readonly complaints: string;
  /** Why it could not be started. */
  readonly failure?: NodeJS.ErrnoException;
}

const COMPLAINTS_LIMIT = 16 * 1024;

/**
 * Starts journalctl without a shell, in English and without a pager. One that `isApart` does not get the signals of the keyboard, so that its owner can
 * read the journal to the end; it also exits when its output is no longer read.
 */
export function startJournalctl(given: readonly string[], { isApart = false }: { readonly isApart?: boolean } = {}): Journalctl {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn('journalctl', ['--no-pager', ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isApart,
    env: {
      ...process.env,
      LC_ALL: 'C.UTF-8',
      SYSTEMD_COLORS: '0',
      SYSTEMD_LOG_COLOR: '0',
      SYSTEMD_LOG_TARGET: 'console',
      SYSTEMD_URLIFY: '0',
    },
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-COMPLAINTS_LIMIT);
  });
  const ended = new Promise<JournalctlEnd>((resolve) => {
    child.on('error', (failure) => resolve({ complaints: withoutColours(complaints), failure }));
    child.on('close', (exitStatus, killedBy) => {
      resolve(
        defined({
          complaints: withoutColours(complaints),
          exitStatus: exitStatus === null ? undefined : exitStatus,
          killedBy: killedBy === null ? undefined : killedBy,
        }),
      );
    });
  });
  return { stdout: child.stdout, ended, kill: () => void child.kill('SIGTERM') };
}

/** Runs journalctl to its end and returns what it printed, at most `limit` characters. */
export async function outputOfJournalctl(given: readonly string[], limit = 4 * 1024 * 1024): Promise<{ text: string; end: JournalctlEnd }> {
  const running = startJournalctl(given);
  let text = '';
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < limit) text += chunk;
  });
  const end = await running.ended;
  return { text: text.slice(0, limit), end };
}

/** The error that an exit of journalctl means; undefined for a successful one. The texts are those of journalctl 247 to 262. */
export function explainEnd(end: JournalctlEnd): SourceError | undefined {
  if (end.failure !== undefined) {
    return end.failure.code === 'ENOENT'
      ? new SourceError(
          'journalctl is not installed, so the journal cannot be read',
          'install systemd, or give a recording to `whyalive report`',
        )
      : new SourceError(`journalctl cannot be started: ${end.failure.message}`);
  }
  if (end.killedBy !== undefined)
    return new SourceError(`journalctl was killed by ${end.killedBy} before it had told everything`, 'try again');
  if (end.exitStatus === 0 || end.exitStatus === undefined) return undefined;
  const complaint = lastLine(end.complaints);
  if (/insufficient permissions/i.test(end.complaints)) {
    return new SourceError('the journal may not be read by this user', joinGroupRemedy());
  }
  if (/Failed to open .*: No such file or directory/.test(end.complaints)) {
    return new SourceError(
      `there is no journal there: ${complaint}`,
      'give the folder that holds the *.journal files to -D, or one file to --file',
    );
  }
  if (/Bad message|corrupt|No data available/i.test(end.complaints)) {
    return new SourceError(`the journal is damaged or no journal: ${complaint}`, '`journalctl --verify` tells which file; move it away');
  }
  if (/boot/i.test(end.complaints)) return new SourceError(complaint, '`journalctl --list-boots` shows those that the journal holds');
  return new SourceError(`journalctl failed with status ${end.exitStatus}${complaint === '' ? '' : `: ${complaint}`}`);
}

/** The command that lets this user read the whole journal. */
export function joinGroupRemedy(): string {
  return 'run it as root, or once `sudo usermod -aG systemd-journal "$USER"` and log in again';
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
