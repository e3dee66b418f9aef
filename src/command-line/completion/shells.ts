import { UsageError } from '../../errors.ts';
import type { CompletionRequest } from '../commands.ts';

/** The shells for which there is a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

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
