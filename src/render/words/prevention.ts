import type { MechanismName } from '../../analysis/starts/index.ts';
import type { Caught } from '../../model/caught.ts';
import { shellWord, systemctl } from '../../systemd/systemctl-line.ts';
import type { KeepDown } from '../../model/timeline.ts';

/** What keeps a start from happening again. */
export interface Prevention {
  readonly keepDown: KeepDown;
  /** Where no command helps alone: a sentence. Raw text. */
  readonly advice?: string;
}

/** The commands that keep a unit from coming back, by the way it was caught and by the other triggers that are armed. */
export function preventionOf({ start, timeline }: Caught): Prevention {
  const { keepDown, manager } = timeline;
  const [root] = start?.chain ?? [];
  const advise = ADVICE[root?.mechanism ?? 'unexplained'];
  if (root === undefined || advise === undefined) return { keepDown };
  return { keepDown, advice: advise(systemctl(manager), root.to, shellWord(root.to)) };
}

/** What comes from outside the manager comes again whatever is stopped. */
const ADVICE: Partial<Record<MechanismName, (systemctl: string, unit: string, word: string) => string>> = {
  'client-request': (systemctl, unit, word) =>
    `A client asked for ${unit} and may ask again: change what runs it, or let the manager refuse all clients: RefuseManualStart=yes below [Unit] in \`${systemctl} edit ${word}\`.`,
  'bus-activation': (_systemctl, unit) => `Whoever asks for the bus name of ${unit} starts it: change what asks.`,
};
