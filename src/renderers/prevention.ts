import type { MechanismName } from '../attribution/mechanisms/index.ts';
import { reasonsToComeBack, type Caught } from '../timeline/caught.ts';
import { isShipped, keepDown, keepDownAfterEdit, shellWord, systemctl, type AfterEdit, type KeepDown } from './keep-down.ts';

/** What keeps a start from happening again. */
export interface Prevention {
  readonly keepDown: KeepDown;
  readonly afterEdit?: AfterEdit;
  /** Where no command helps alone: a sentence. Raw text. */
  readonly advice?: string;
}

/** The commands that keep a unit from coming back the way it was caught, and by the other triggers that are armed. */
export function preventionOf(caught: Caught): Prevention {
  const { start, timeline } = caught;
  const reasons = reasonsToComeBack(caught);
  const asked = {
    manager: timeline.manager,
    suspects: reasons,
    units: timeline.units.map((unit) => (start === undefined ? unit : { ...unit, id: start.unit })),
  };
  const afterEdit = keepDownAfterEdit(asked);
  const [root] = start?.chain ?? [];
  const advise = ADVICE[root?.mechanism ?? 'unexplained'];
  const commands = { keepDown: keepDown(asked), ...(afterEdit === undefined ? {} : { afterEdit }) };
  if (root === undefined || advise === undefined) return commands;
  const command = systemctl(timeline.manager);
  const advice = advise(command, root.to, shellWord(root.to));
  if (root.to !== start?.unit) return { ...commands, advice };
  const lasting = asked.units.every(isShipped) ? [`${command} mask --now ${shellWord(root.to)}`] : [];
  return { keepDown: { untilReboot: commands.keepDown.untilReboot, lasting }, advice };
}

/** What comes from outside the manager comes again whatever is stopped. */
const ADVICE: Partial<Record<MechanismName, (systemctl: string, unit: string, word: string) => string>> = {
  'client-request': (systemctl, unit, word) =>
    `A client asked for ${unit} and may ask again: change what runs it, or let the manager refuse all clients: RefuseManualStart=yes below [Unit] in \`${systemctl} edit ${word}\`.`,
  'bus-activation': (_systemctl, unit) => `Whoever asks for the bus name of ${unit} starts it: change what asks.`,
};
