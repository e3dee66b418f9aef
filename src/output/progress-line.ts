import type { Terminal } from './terminal.ts';

/** One line on a terminal that is rewritten in place; nothing where standard error is no terminal. */
export interface ProgressLine {
  /** Clears the line while something else is printed. */
  pause(print: () => void): void;
  close(): void;
}

const REDRAW_MS = 500;
const CLEAR = '\r\u001b[K';

/** How far a recording has grown. */
export interface RecordingProgress {
  readonly observations: number;
  readonly starts: number;
  readonly bytes: number;
  readonly part: number;
}

/** Shows how a recording grows, at most twice a second; `now` gives undefined while nothing is known. */
export function showProgress(terminal: Terminal, isQuiet: boolean, now: () => RecordingProgress | undefined): ProgressLine {
  return showLine(terminal, isQuiet, () => {
    const progress = now();
    return progress === undefined ? '' : progressText(progress);
  });
}

/** Shows how far a journal has been read; `share` is the part of the window, 0 to 1, where it is known. */
export function showReading(
  terminal: Terminal,
  isQuiet: boolean,
  now: () => { readonly entries: number; readonly share: number | undefined },
): ProgressLine {
  return showLine(terminal, isQuiet, () => {
    const { entries, share } = now();
    return entries === 0 ? '' : readingText(entries, share);
  });
}

function showLine(terminal: Terminal, isQuiet: boolean, now: () => string): ProgressLine {
  if (isQuiet || !terminal.errorIsTty) return { pause: (print) => print(), close: () => undefined };
  let shown = '';
  const draw = (): void => {
    const text = now().slice(0, terminal.columns - 1);
    if (text === shown) return;
    terminal.writeError(`${CLEAR}${text}`);
    shown = text;
  };
  const clear = (): void => {
    if (shown !== '') terminal.writeError(CLEAR);
    shown = '';
  };
  const timer = setInterval(draw, REDRAW_MS).unref();
  return {
    pause(print) {
      clear();
      print();
    },
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

const BAR = 30;

/** `[##########                    ]  33% 12,345 entries` */
export function readingText(entries: number, share: number | undefined): string {
  const read = counted(entries, 'entry', 'entries');
  if (share === undefined) return read;
  const part = Math.min(1, Math.max(0, share));
  const filled = Math.round(part * BAR);
  return `[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ${String(Math.floor(part * 100)).padStart(3)}% ${read}`;
}

/** `1,234 observations, 5 starts, 3.4 MiB, part 2` */
export function progressText({ observations, starts, bytes, part }: RecordingProgress): string {
  const parts = part === 1 ? '' : `, part ${String(part)}`;
  return `${counted(observations, 'observation')}, ${counted(starts, 'start')}, ${sizeText(bytes)}${parts}`;
}

function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : several}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power] ?? ''}`;
}
