import { escapeForTerminal } from '../render/escape.ts';
import type { SourceStatus } from '../model/timeline.ts';
import { sourceSentence } from '../render/words/phrases.ts';
import type { Terminal } from './terminal.ts';

/** Says one sentence on standard error; what it quotes from elsewhere does nothing to a terminal. */
export function warn({ writeError }: Pick<Terminal, 'writeError'>, sentence: string): void {
  writeError(`whyalive: ${escapeForTerminal(sentence)}\n`);
}

/** Says sentences on standard error, and keeps them. */
export interface Warner {
  readonly warn: (sentence: string) => void;
  /** Says that a source does not tell all. */
  readonly source: (status: SourceStatus) => void;
  readonly said: ReadonlySet<string>;
}

/** Has said nothing so far. */
export function createWarner(terminal: Pick<Terminal, 'writeError'>): Warner {
  const said = new Set<string>();
  const say = (sentence: string): void => {
    said.add(sentence);
    warn(terminal, sentence);
  };
  return { warn: say, source: (status) => say(sourceSentence(status)), said };
}
