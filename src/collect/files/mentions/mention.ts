import type { MentionPayload } from '../../../model/observation.ts';
import type { ManagerScope } from '../../../systemd/systemctl-line.ts';
import { startCommandsOf } from '../../../systemd/client-commands.ts';
import { defined } from '../../../defined.ts';

/** A line that names a unit, by the name that it has there, which may be an alias. */
export type Mention = Omit<MentionPayload, 'source' | 'kind'>;

/** A longer line is cut. */
const MAX_TEXT_LENGTH = 240;

/** The lines of a text that ask this manager to start units. */
export function startLines(text: string, scope: ManagerScope, where: Mention['where'], path: string, owner?: string): readonly Mention[] {
  return text.split('\n').flatMap((line, index) =>
    startCommandsOf(line)
      .filter(({ manager }) => manager === scope)
      .flatMap(({ units }) => units.map((unit) => defined({ where, path, line: index + 1, text: shown(line), unit, owner }))),
  );
}

/** A line as it is recorded. */
export function shown(line: string): string {
  const text = line.trim();
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH - 1)}…`;
}
