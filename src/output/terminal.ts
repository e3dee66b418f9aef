import { spawn } from 'node:child_process';
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

/** The pager and its arguments, SYSTEMD_PAGER over PAGER, less when neither is set; undefined when none is wanted (empty or `cat`). */
export function pagerCommand(env: Environment): readonly [string, ...string[]] | undefined {
  const [command, ...rest] = (env['SYSTEMD_PAGER'] ?? env['PAGER'] ?? 'less').trim().split(/\s+/);
  if (command === undefined || command === '' || command === 'cat') return undefined;
  return [command, ...rest];
}

/** The options that less gets, as systemd gives them. */
export function lessOptions(env: Environment): string {
  return env['SYSTEMD_LESS'] ?? 'FRSXMK';
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
      const pager = isTty && height(text, columns) >= rows ? pagerCommand(env) : undefined;
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
async function pageThrough([command, ...args]: readonly [string, ...string[]], text: string): Promise<boolean> {
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise<boolean>((resolve) => {
      const child = spawn(command, args, {
        stdio: ['pipe', 'inherit', 'inherit'],
        env: { ...process.env, LESS: lessOptions(process.env) },
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
