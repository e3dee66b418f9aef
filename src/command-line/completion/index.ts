import { EXIT_STATUS, type ExitStatus } from '../../exit-status.ts';
import type { CompletionRequest, Terminal } from '../request.ts';
import { bashCompletion } from './bash.ts';
import { describeCommands, type CompletedCommand } from './describe-commands.ts';
import { fishCompletion } from './fish.ts';
import type { Shell } from './shells.ts';
import { zshCompletion } from './zsh.ts';

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints the script that teaches a shell to complete whyalive; it asks systemctl for the units by itself. */
export function completion({ shell }: CompletionRequest, terminal: Terminal): ExitStatus {
  terminal.write(SCRIPTS[shell](describeCommands()));
  return EXIT_STATUS.answered;
}
