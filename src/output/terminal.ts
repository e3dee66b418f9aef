import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import stringWidth from 'string-width';
import { onClosedStdout } from './closed-stdout.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const NO = new Set(['0', 'no', 'n', 'false', 'f', 'off']);

/** Whether output gets colours: SYSTEMD_COLORS decides, then NO_COLOR, then whether it is a terminal that is not dumb. */
export function wantsColour({ env, isTty }: { readonly env: Environment; readonly isTty: boolean }): boolean {
  const setting = env['SYSTEMD_COLORS']?.toLowerCase();
  if (setting !== undefined && setting !== '' && !setting.startsWith('auto')) return !NO.has(setting);
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTty && env['TERM'] !== 'dumb';
}

/** A pager, its arguments, and whether it may run nothing else and open no other file. */
export interface Pager {
  readonly argv: readonly [string, ...string[]];
  readonly isSecure: boolean;
}

/**
 * The pager: SYSTEMD_PAGER over PAGER, less when neither is set; undefined when none is wanted (empty or `cat`). A pager runs whatever its user types, so where another user's rights were
 * taken on, as under sudo, only less is used, which can be told not to; SYSTEMD_PAGERSECURE decides otherwise, and then names of other pagers count (pager_open() in src/shared/pager.c).
 */
export function pagerFor(env: Environment, isRaised: boolean): Pager | undefined {
  const [command, ...rest] = (env['SYSTEMD_PAGER'] ?? env['PAGER'] ?? 'less').trim().split(/\s+/);
  if (command === undefined || command === '' || command === 'cat') return undefined;
  const setting = env['SYSTEMD_PAGERSECURE']?.toLowerCase();
  if (setting !== undefined) return { argv: [command, ...rest], isSecure: !NO.has(setting) };
  return isRaised ? { argv: ['less'], isSecure: true } : { argv: [command, ...rest], isSecure: false };
}

/** What sudo, pkexec and doas leave behind for those whom they raised. */
const RAISED_FROM = ['SUDO_UID', 'PKEXEC_UID', 'DOAS_USER'];

/** Whether the process runs as another user than the one who logged in; `loginUid` is that of /proc/self/loginuid, undefined where nobody did. */
export function isRaisedFrom(env: Environment, euid: number, loginUid: number | undefined): boolean {
  return RAISED_FROM.some((name) => env[name] !== undefined) || (loginUid !== undefined && loginUid !== euid);
}

function wasRaised(env: Environment): boolean {
  let loginUid: number | undefined;
  try {
    const uid = Number(readFileSync('/proc/self/loginuid', 'utf8'));
    loginUid = uid === NOBODY ? undefined : uid;
  } catch {
    // Without /proc, or in a kernel without audit, the variables alone tell.
  }
  return isRaisedFrom(env, process.geteuid?.() ?? 0, loginUid);
}

/** The login uid of a process that no login began. */
const NOBODY = 0xffffffff;

/** What less is given: the options that systemd gives it, and what keeps it from running and opening anything (less(1), SECURITY). */
export function lessEnvironment(env: Environment, isSecure: boolean): Readonly<Record<string, string>> {
  return { LESS: env['SYSTEMD_LESS'] ?? 'FRSXMK', ...(isSecure ? { LESSSECURE: '1' } : {}) };
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SAME_REQUEST_MS = 500;

/** The Terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const isTty = stdout.isTTY === true;
  const columns = positive(env['COLUMNS']) ?? (isTty ? stdout.columns : undefined) ?? 80;
  const rows = (isTty ? stdout.rows : undefined) ?? 24;
  const write = (text: string): void => void stdout.write(text);
  return {
    write,
    writeError: (text) => void stderr.write(text),
    columns,
    rows,
    isTty,
    errorIsTty: stderr.isTTY === true,
    env,
    colour: wantsColour({ env, isTty }),
    async page(text) {
      const pager = isTty && height(text, columns) >= rows ? pagerFor(env, wasRaised(env)) : undefined;
      if (pager === undefined || !(await pageThrough(pager, text))) write(text);
    },
    untilInterrupted,
  };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

function height(text: string, columns: number): number {
  return text.split('\n').reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
}

/** False when the pager could not be run. Signals from the keyboard are the pager's while it runs. */
async function pageThrough({ argv: [command, ...args], isSecure }: Pager, text: string): Promise<boolean> {
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise<boolean>((resolve) => {
      const child = spawn(command, args, {
        stdio: ['pipe', 'inherit', 'inherit'],
        env: { ...process.env, ...lessEnvironment(process.env, isSecure) },
      });
      child.once('error', () => resolve(false));
      child.once('close', () => resolve(true));
      child.stdin.on('error', ignore);
      child.stdin.end(text);
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}

function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
    // timeout(1) sends its signal to the process and to its group, so it arrives twice. Only a later one ends the process as usual.
    setTimeout(() => {
      for (const signal of ENDING_SIGNALS) process.off(signal, abort);
    }, SAME_REQUEST_MS).unref();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, abort);
  onClosedStdout(() => controller.abort());
  return controller.signal;
}

/** The terminal, or a double of one; commands reach standard output and error through it only. */
export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** Width in columns; 80 where none is known, unless COLUMNS says so. */
  readonly columns: number;
  readonly rows: number;
  readonly isTty: boolean;
  readonly errorIsTty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output wants colour. */
  readonly colour: boolean;
  /** Writes the text, through a pager when it is taller than the terminal. */
  page(text: string): Promise<void>;
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP after the call; a second signal ends the process as usual. */
  untilInterrupted(): AbortSignal;
}
