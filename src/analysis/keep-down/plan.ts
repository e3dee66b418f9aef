import { isDown } from '../../model/properties.ts';
import type { KeepDownQuestion, UnitToKeepDown } from './index.ts';
import { isOf } from '../../systemd/unit-name.ts';
import type { Suspect } from '../../model/timeline.ts';
import { isMaskable } from '../../systemd/systemctl-line.ts';
import { isChangeable, type HostView } from './host-view.ts';
import { isTriggering } from '../../model/mechanism.ts';
import { isOutOfReach, reviversOf } from './revivers.ts';

/** What is done about one unit, and which others are stopped (or disabled) with it, before it. */
export interface Step {
  readonly unit: string;
  readonly how: 'stop' | 'disable' | 'mask' | 'never-start';
  readonly also: readonly string[];
  /** Set where a stop of the others takes the unit down, so that it is not named. */
  readonly isTaken?: boolean;
}

/** With more units to stop, the unit is masked instead. */
const MAX_REVIVERS = 6;

/** What is to be done about a unit until the next boot, and for good; nothing where it is masked and down. */
export function planFor(
  { id, fragmentPath, unitFileState, activeState }: UnitToKeepDown,
  question: KeepDownQuestion,
  view: HostView,
): { readonly now: readonly Step[]; readonly forGood: readonly Step[] } {
  const suspects = question.units.length === 1 ? question.suspects : question.suspects.filter(({ to }) => isOf(to, id));
  const starts = question.units.length === 1 ? question.starts : question.starts.filter(({ unit }) => isOf(unit, id));
  if (unitFileState?.startsWith('masked') === true) {
    const now: readonly Step[] = isDown(activeState) ? [] : [{ unit: id, how: 'stop', also: [] }];
    return { now, forGood: unitFileState === 'masked' ? now : [{ unit: id, how: 'mask', also: [] }] };
  }
  const revivers = reviversOf(id, suspects, starts, view);
  const isHeld =
    isOutOfReach(suspects, starts) || revivers.length > MAX_REVIVERS || revivers.some((reviver) => reviver.endsWith('.target'));
  const hold = (until: 'reboot' | 'ever'): Step => ({
    unit: id,
    how: isMaskable(id, fragmentPath, question.manager, until) ? 'mask' : 'never-start',
    also: [],
  });
  // A stop of what a unit requires stops it in the same transaction. The end of an automount unmounts what is mounted there as well, but a start that somebody's
  // access has queued just then goes on, unless the mount is stopped, too (seen on 262).
  const isTakenBy = (others: readonly string[]): boolean => others.some((other) => view.goesDownWith(id).includes(other));
  const now: Step = isHeld ? hold('reboot') : { unit: id, how: 'stop', also: revivers, isTaken: isTakenBy(revivers) };
  if (fragmentPath?.includes('/systemd/transient/') === true && !isHeld) return { now: [now], forGood: [now] };
  const held = hold('ever');
  const triggers = suspects.flatMap(({ mechanism, via, from }) =>
    isTriggering(mechanism) && via.length === 0 && from.kind === 'unit' ? [from.unit] : [],
  );
  const isUndone =
    suspects.every(undoneByDisable) && revivers.every((reviver) => triggers.includes(reviver) || view.isUp(reviver) === undefined);
  if (isHeld || held.how === 'mask' || id.includes('@.') || !isUndone) return { now: [now], forGood: [held] };
  const also = [...new Set([...revivers.filter((one) => triggers.includes(one)), ...triggers.filter(view.isEnabled)])];
  const how = [id, ...also].some(view.isEnabled) ? 'disable' : 'stop';
  return { now: [now], forGood: [{ unit: id, how, also, isTaken: isTakenBy(also) && !view.isEnabled(id) }] };
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
  if (nearest === undefined && isTriggering(mechanism)) return true;
  return declaredIn.length > 0 && declaredIn.every(({ path }) => isChangeable(path) && /\.(?:wants|requires|upholds)\//.test(path));
}
