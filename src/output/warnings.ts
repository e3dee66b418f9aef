import { escapeForTerminal } from '../render/escape.ts';
import type { Terminal } from '../command-line/commands.ts';

/** Says one sentence on standard error; what it quotes from elsewhere does nothing to a terminal. */
export function warn({ writeError }: Pick<Terminal, 'writeError'>, sentence: string): void {
  writeError(`whyalive: ${escapeForTerminal(sentence)}\n`);
}

/** Says sentences on standard error, and keeps them. */
export interface Warner {
  readonly warn: (sentence: string) => void;
  readonly said: ReadonlySet<string>;
}

/** Has said nothing so far. */
export function createWarner(terminal: Pick<Terminal, 'writeError'>): Warner {
  const said = new Set<string>();
  return {
    warn(sentence) {
      said.add(sentence);
      warn(terminal, sentence);
    },
    said,
  };
}
