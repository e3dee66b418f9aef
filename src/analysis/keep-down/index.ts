import { type ManagerScope, neverStart, shellWords, stoppable, systemctl } from '../../systemd/systemctl-line.ts';
import { breaksOf } from './breaks.ts';
import type { HostView } from './host-view.ts';
import { planFor, type Step } from './plan.ts';
import type { KeepDown, KeepDownBreak, Start, Suspect, UnitNow } from '../../model/timeline.ts';

/** A unit as far as keeping it down needs it. */
export type UnitToKeepDown = Pick<UnitNow, 'id' | 'fragmentPath' | 'unitFileState' | 'activeState'>;

/** The suspects of the units that are to be kept down, and what else is known of them. */
export interface KeepDownQuestion {
  readonly manager: ManagerScope;
  readonly units: readonly UnitToKeepDown[];
  readonly suspects: readonly Suspect[];
  readonly starts: readonly Start[];
}

/** The fewest commands that stop the units and all that would bring them back, in an order that leaves no window in which something revives them. */
export function keepDownOf(question: KeepDownQuestion, view: HostView): KeepDown {
  if (!view.isManagerQueried) return { untilReboot: [], lasting: [], breaks: [], isUnknown: true };
  const plans = question.units.filter(({ id }) => isStoppable(id)).map((unit) => planFor(unit, question, view));
  const now = plans.flatMap((plan) => plan.now);
  const forGood = plans.flatMap((plan) => plan.forGood);
  const breaks = new Map<string, KeepDownBreak>();
  for (const [by, steps] of [['untilReboot', now] as const, ['lasting', forGood] as const]) {
    const stopped = steps.flatMap(({ unit, also, isTaken }) => (isTaken === true ? also : [...also, unit]));
    const held = steps.flatMap(({ unit, how }) => (how === 'stop' || how === 'disable' ? [] : [unit]));
    for (const one of breaksOf(stopped, held, view)) {
      const known = breaks.get(one.unit);
      breaks.set(one.unit, { ...(known ?? one), by: [...(known?.by ?? []), by] });
    }
  }
  const { manager } = question;
  return { untilReboot: toCommands(now, manager, 'reboot'), lasting: toCommands(forGood, manager, 'ever'), breaks: [...breaks.values()] };
}

/** Units that only the kernel and the manager control cannot be stopped. */
function isStoppable(unit: string): boolean {
  return !unit.endsWith('.device') && unit !== '-.slice' && unit !== '-.mount' && unit !== 'init.scope';
}

/** The steps as commands, as few as they take: what holds comes first, and one stop names all that it stops in its order. */
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
