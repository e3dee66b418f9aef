import type { WriteProgress } from '../recording/write.ts';
import type { Terminal } from './request.ts';

/** One line on a terminal that is rewritten in place; nothing where standard error is no terminal. */
export interface ProgressLine {
  /** Takes the line away while something else is said. */
  pause(say: () => void): void;
  close(): void;
}

const REDRAW_MS = 500;
const CLEAR = '\r\u001b[K';

/** Shows how a recording grows, at most twice a second; `now` gives undefined while nothing is known. */
export function showProgress(
  terminal: Terminal,
  isQuiet: boolean,
  now: () => (WriteProgress & { readonly starts: number }) | undefined,
): ProgressLine {
  if (isQuiet || !terminal.errorIsTty) return { pause: (say) => say(), close: () => undefined };
  let shown = '';
  const draw = (): void => {
    const progress = now();
    const text = progress === undefined ? '' : progressText(progress).slice(0, terminal.columns - 1);
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
    pause(say) {
      clear();
      say();
    },
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

/** `1,234 observations, 5 starts, 3.4 MiB, part 2` */
export function progressText({ observations, starts, bytes, part }: WriteProgress & { readonly starts: number }): string {
  const parts = part === 1 ? '' : `, part ${String(part)}`;
  return `${counted(observations, 'observation')}, ${counted(starts, 'start')}, ${sizeText(bytes)}${parts}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power] ?? ''}`;
}
