import { UsageError } from '../../errors.ts';

/** The shells for which there is a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/** The shell that is the one operand of `whyalive completion`. Throws UsageError for any other. */
export function shellOf([typed, ...more]: readonly string[]): Shell {
  const shell = SHELLS.find((name) => name === typed);
  if (shell !== undefined && more.length === 0) return shell;
  const what = typed === undefined ? 'needs the name of a shell' : more.length > 0 ? 'takes one shell' : `knows no shell '${typed}'`;
  throw new UsageError(
    `completion ${what}; give ${SHELLS.slice(0, -1).join(', ')} or ${SHELLS.at(-1) ?? ''}, as in: whyalive completion bash`,
  );
}
