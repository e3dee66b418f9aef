import type { CompletionRequest, Shell } from '../command-line/commands.ts';
import { bashCompletion } from '../command-line/completion/bash.ts';
import { describeCommands, type CompletedCommand } from '../command-line/completion/describe-commands.ts';
import { fishCompletion } from '../command-line/completion/fish.ts';
import { zshCompletion } from '../command-line/completion/zsh.ts';
import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import type { Terminal } from '../output/terminal.ts';

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `whyalive completion SHELL`: prints the script that teaches the shell to complete whyalive; it asks systemctl for the units by itself. */
export function completion({ shell }: CompletionRequest, terminal: Terminal): ExitStatus {
  terminal.write(SCRIPTS[shell](describeCommands()));
  return EXIT_STATUS.answered;
}
