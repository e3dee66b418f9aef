import { escapeForTerminal } from '../render/escape.ts';
import type { SourceStatus } from '../model/timeline.ts';
import { sourceSentence } from '../render/words/phrases.ts';
import type { Terminal } from './terminal.ts';

/** Prints a warning on standard error; control characters in it are escaped. */
export function warn({ writeError }: Pick<Terminal, 'writeError'>, sentence: string): void {
  writeError(`whyalive: ${escapeForTerminal(sentence)}\n`);
}

/** Prints warnings on standard error, and keeps them. */
export interface Warnings {
  readonly warn: (sentence: string) => void;
  /** Warns of a source that is missing or incomplete. */
  readonly source: (status: SourceStatus) => void;
  readonly printed: ReadonlySet<string>;
}

export function createWarnings(terminal: Pick<Terminal, 'writeError'>): Warnings {
  const printed = new Set<string>();
  const print = (sentence: string): void => {
    printed.add(sentence);
    warn(terminal, sentence);
  };
  return { warn: print, source: (status) => print(sourceSentence(status)), printed };
}
