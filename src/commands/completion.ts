import type { CompletionRequest } from '../command-line/commands.ts';
import { completionScript } from '../command-line/completion/index.ts';
import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import type { Terminal } from '../output/terminal.ts';

/** `whyalive completion SHELL`: prints the script that teaches the shell to complete whyalive. */
export function completion({ shell }: CompletionRequest, terminal: Terminal): ExitStatus {
  terminal.write(completionScript(shell));
  return EXIT_STATUS.answered;
}
