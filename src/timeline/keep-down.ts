import type { ManagerScope } from '../sources/observation.ts';
import { breaksOf } from './keep-down/breaks.ts';
import { isMaskable, neverStart, shellWords, stoppable, systemctl } from './keep-down/commands.ts';
import { isChangeable, type HostView } from './keep-down/host-view.ts';
import { isOutOfReach, reviversOf, TRIGGERS } from './keep-down/revivers.ts';
import type { Start, Suspect, UnitNow } from './timeline.ts';

/** How the units are kept down; whyalive prints these commands and never runs them. Each is a whole line for a shell. */
export interface KeepDown {
  /** Stops the units and what would bring them back by itself. */
  readonly untilReboot: readonly string[];
  /** The same, and nothing starts them after a boot either. */
  readonly lasting: readonly string[];
  /** What goes down with them, or loses something. */
  readonly breaks: readonly KeepDownBreak[];
  /** Set when there are no commands because nobody asked the manager what can start the units. */
  readonly isUnknown?: true;
  /** Where several hosts were merged: each host's own, as they are given there. */
  readonly hosts?: Readonly<Record<string, KeepDown>>;
}

/** A unit that is up and that the commands harm: by `setting` it names `of`, which is stopped. */
export interface KeepDownBreak {
  readonly unit: string;
  /** With Requires=, BindsTo= and PartOf= it goes down; with Wants= and Upholds= it goes on without; a trigger (its Unit=) fails, or does nothing, when it next acts. */
  readonly setting: 'Requires' | 'BindsTo' | 'PartOf' | 'Wants' | 'Upholds' | 'Unit';
  readonly of: string;
  readonly by: readonly ('untilReboot' | 'lasting')[];
  readonly host?: string;
}

/** What is known of the units that are to be kept down. */
export interface KeepDownQuestion {
  readonly manager: ManagerScope;
  readonly units: readonly Pick<UnitNow, 'id' | 'fragmentPath'>[];
  readonly suspects: readonly Suspect[];
  readonly starts: readonly Start[];
}

/** Stopping more than these hurts more than it helps: the unit is held instead. */
const MOST_REVIVERS = 6;

/** The fewest commands that stop the units and all that would bring them back, in an order that leaves no window in which something revives them. */
export function keepDownOf(question: KeepDownQuestion, view: HostView): KeepDown {
  if (!view.isAsked) return { untilReboot: [], lasting: [], breaks: [], isUnknown: true };
  const plans = question.units.map((unit) => planFor(unit, question, view));
  const untilReboot = toCommands(
    plans.map(({ now }) => now),
    question.manager,
    'reboot',
  );
  const lasting = toCommands(
    plans.map(({ forGood }) => forGood),
    question.manager,
    'ever',
  );
  const ways = [
    ['untilReboot', plans.map(({ now }) => now)],
    ['lasting', plans.map(({ forGood }) => forGood)],
  ] as const;
  const breaks = new Map<string, KeepDownBreak>();
  for (const [by, steps] of ways) {
    const stopped = steps.flatMap(({ unit, also, isTaken }) => (isTaken === true ? also : [...also, unit]));
    const held = steps.flatMap(({ unit, how }) => (how === 'stop' || how === 'disable' ? [] : [unit]));
    for (const one of breaksOf(stopped, held, view)) {
      const known = breaks.get(one.unit);
      breaks.set(one.unit, { ...(known ?? one), by: [...(known?.by ?? []), by] });
    }
  }
  return { untilReboot, lasting, breaks: [...breaks.values()] };
}

/** What is done about one unit, and which others are stopped (or disabled) with it, before it. */
interface Step {
  readonly unit: string;
  readonly how: 'stop' | 'disable' | 'mask' | 'never-start';
  readonly also: readonly string[];
  /** Set where a stop of the others takes the unit down, so that it is not named. */
  readonly isTaken?: boolean;
}

function planFor(
  { id, fragmentPath }: Pick<UnitNow, 'id' | 'fragmentPath'>,
  question: KeepDownQuestion,
  view: HostView,
): { readonly now: Step; readonly forGood: Step } {
  const suspects = question.units.length === 1 ? question.suspects : question.suspects.filter(({ to }) => to === id);
  const starts = question.units.length === 1 ? question.starts : question.starts.filter(({ unit }) => unit === id);
  const revivers = reviversOf(id, suspects, starts, view);
  const isHeld =
    isOutOfReach(suspects, starts) || revivers.length > MOST_REVIVERS || revivers.some((reviver) => reviver.endsWith('.target'));
  const hold = (until: 'reboot' | 'ever'): Step => ({
    unit: id,
    how: isMaskable(id, fragmentPath, question.manager, until) ? 'mask' : 'never-start',
    also: [],
  });
  // The end of an automount unmounts what is mounted there, and a stop of what a unit requires stops it in the same transaction.
  const isTakenBy = (others: readonly string[]): boolean =>
    others.some((other) => view.goesDownWith(id).includes(other) || other === id.replace(/\.mount$/, '.automount'));
  const now: Step = isHeld ? hold('reboot') : { unit: id, how: 'stop', also: revivers, isTaken: isTakenBy(revivers) };
  if (fragmentPath?.includes('/systemd/transient/') === true && !isHeld) return { now, forGood: now };
  const held = hold('ever');
  const triggers = suspects.flatMap(({ mechanism, via, from }) =>
    TRIGGERS.has(mechanism) && via.length === 0 && from.kind === 'unit' ? [from.unit] : [],
  );
  const isUndone =
    suspects.every(undoneByDisable) && revivers.every((reviver) => triggers.includes(reviver) || view.isUp(reviver) === undefined);
  if (isHeld || held.how === 'mask' || id.includes('@.') || !isUndone) return { now, forGood: held };
  const also = [...new Set([...revivers.filter((one) => triggers.includes(one)), ...triggers.filter(view.isEnabled)])];
  const how = [id, ...also].some(view.isEnabled) ? 'disable' : 'stop';
  return { now, forGood: { unit: id, how, also, isTaken: isTakenBy(also) && !view.isEnabled(id) } };
}

/**
 * Whether `systemctl disable` of the unit and of its own triggers takes a suspect away for good. What reaches the unit through others does so by its last hop,
 * which is a suspect itself.
 */
function undoneByDisable({ mechanism, declaredIn, via, strength }: Suspect): boolean {
  if (strength === 'possible') return false;
  if (mechanism === 'restart-policy' || mechanism === 'restart-propagation' || mechanism === 'boot') return true;
  const [nearest] = via.slice(-1);
  if (nearest !== undefined && (via.length > 1 || !/\.(?:socket|timer|path|automount)$/.test(nearest))) return true;
  if (nearest === undefined && TRIGGERS.has(mechanism)) return true;
  return declaredIn.length > 0 && declaredIn.every(({ path }) => isChangeable(path) && /\.(?:wants|requires|upholds)\//.test(path));
}

function toCommands(steps: readonly Step[], manager: ManagerScope, until: 'reboot' | 'ever'): readonly string[] {
  const command = systemctl(manager);
  const of = (how: Step['how']): readonly Step[] => steps.filter((step) => step.how === how);
  const names = (some: readonly Step[]): readonly string[] => [
    ...new Set([...some.flatMap(({ also }) => also), ...some.flatMap(({ unit, isTaken }) => (isTaken === true ? [] : [unit]))]),
  ];
  const mask = `${command} mask${until === 'reboot' ? ' --runtime' : ''}`;
  const masked = names(of('mask'));
  const masks = { now: masked.filter((unit) => !unit.includes('@.')), template: masked.filter((unit) => unit.includes('@.')) };
  const conditions = of('never-start').map(({ unit }) => unit);
  const disabled = names(of('disable'));
  const stopped = [...names(of('stop')), ...conditions, ...masks.template].map(stoppable);
  return [
    ...(masks.now.length === 0 ? [] : [`${mask} --now ${shellWords(masks.now)}`]),
    ...(masks.template.length === 0 ? [] : [`${mask} ${shellWords(masks.template)}`]),
    ...conditions.map((unit) => neverStart(unit, manager, until)),
    ...(conditions.length === 0 ? [] : [`${command} daemon-reload`]),
    ...(disabled.length === 0 ? [] : [`${command} disable --now ${shellWords(disabled)}`]),
    ...(stopped.length === 0 ? [] : [`${command} stop ${shellWords(stopped)}`]),
  ];
}
