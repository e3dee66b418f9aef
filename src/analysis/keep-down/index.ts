import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { breaksOf } from './breaks.ts';
import type { HostView } from './host-view.ts';
import { planFor } from './plan.ts';
import { toCommands } from './to-commands.ts';
import type { KeepDown, KeepDownBreak } from '../../model/timeline.ts';
import { type Start, type Suspect, type UnitNow } from '../../model/timeline.ts';

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
