import { EXIT_STATUS, type ExitStatus } from '../../exit-status.ts';
import type { CompletionRequest, Terminal } from '../commands.ts';
import { bashCompletion } from './bash.ts';
import { describeCommands, type CompletedCommand } from './describe-commands.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';
import { UsageError } from '../../errors.ts';

/** The shells for which there is a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

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

/** The request that `whyalive completion SHELL` stands for. Throws UsageError for any other shell. */
export function completionRequest(operands: readonly string[]): CompletionRequest {
  const [typed, ...more] = operands;
  const shell = SHELLS.find((name) => name === typed);
  if (shell !== undefined && more.length === 0) return { command: 'completion', shell };
  const what = typed === undefined ? 'needs the name of a shell' : more.length > 0 ? 'takes one shell' : `knows no shell '${typed}'`;
  throw new UsageError(
    `completion ${what}; give ${SHELLS.slice(0, -1).join(', ')} or ${SHELLS.at(-1) ?? ''}, as in: whyalive completion bash`,
  );
}
