import type { Terminal } from '../../src/output/terminal.ts';

/** A terminal of 100 columns that keeps what is written to it. */
export function terminalDouble() {
  const written = { out: '', err: '' };
  const terminal = {
    write: (text: string) => (written.out += text),
    writeError: (text: string) => (written.err += text),
    columns: 100,
    colour: false,
    errorIsTty: false,
    env: {},
    untilInterrupted: () => new AbortController().signal,
  } as unknown as Terminal;
  return { terminal, written };
}
