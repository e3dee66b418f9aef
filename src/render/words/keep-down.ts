import type { KeepDown, KeepDownBreak, Caught } from '../../model/timeline.ts';
import type { MechanismName } from '../../model/mechanism.ts';
import { shellWord, systemctl } from '../../systemd/systemctl-line.ts';

/** What happens to a unit when the one that it names in this setting is stopped, or can start no more. */
const BECAUSE: Readonly<Record<KeepDownBreak['setting'], (of: string) => string>> = {
  Requires: (of) => `goes down too: it has Requires=${of}`,
  Requisite: (of) => `goes down too: it has Requisite=${of}`,
  BindsTo: (of) => `goes down too: it has BindsTo=${of}`,
  PartOf: (of) => `goes down too: it has PartOf=${of}`,
  PropagatesStopTo: (of) => `goes down too: ${of} has PropagatesStopTo= on it`,
  Wants: (of) => `goes on without ${of}, which it has Wants= on`,
  Upholds: (of) => `goes on without ${of}, which it has Upholds= on`,
  Unit: (of) => `has nothing to start when it next acts: ${of} does not start any more`,
};

/** Why the commands harm a unit, after its name. Raw text. */
export function breakWords({ setting, of }: KeepDownBreak): string {
  return BECAUSE[setting](of);
}

/** Commands with a mask, or a condition that is never met, hold: nobody starts it. */
export const HOLDS = / mask |ConditionPathExists=/;

/** The commands until the next boot, unless they are the same, and those for good: whether they hold, and what they harm. */
export function commandBlocks({ untilReboot, lasting, breaks }: KeepDown) {
  const isSame = untilReboot.join('\n') === lasting.join('\n');
  const blocks = [
    { title: 'until the next boot', by: 'untilReboot', commands: isSame ? [] : untilReboot },
    { title: 'for good', by: 'lasting', commands: lasting },
  ] as const;
  return blocks
    .filter(({ commands }) => commands.length > 0)
    .map(({ title, by, commands }) => ({
      title,
      again: commands.some((command) => HOLDS.test(command)) ? '' : ', unless someone starts it',
      commands,
      harmed: breaks.filter((one) => one.by.includes(by)),
    }));
}

/** The same at the beginning of a sentence. */
export function capitalized(words: string): string {
  return words.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** Why there are no commands. */
export const KEEP_DOWN_UNKNOWN =
  'What can start it was not looked into, as the manager was not asked: on the host itself, whyalive tells the commands.';

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
