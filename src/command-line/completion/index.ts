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

/** The script that teaches a shell to complete whyalive; it asks systemctl for the units by itself. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell](describeCommands());
}
