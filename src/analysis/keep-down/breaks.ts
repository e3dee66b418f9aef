import type { KeepDownBreak } from '../../model/timeline.ts';
import type { HostView } from './host-view.ts';

const GOES_DOWN: ReadonlySet<KeepDownBreak['setting']> = new Set(['Requires', 'Requisite', 'BindsTo', 'PartOf', 'PropagatesStopTo']);

/** What else goes down, or loses something, when these units are stopped; `held` cannot start any more, which their triggers meet. */
export function breaksOf(stopped: readonly string[], held: readonly string[], view: HostView): readonly Omit<KeepDownBreak, 'by'>[] {
  const named = new Set([...stopped, ...held]);
  const down = new Map<string, Omit<KeepDownBreak, 'by'>>();
  const queue = [...named];
  for (let of = queue.shift(); of !== undefined; of = queue.shift()) {
    for (const { unit, setting } of view.neededBy(of)) {
      if (!GOES_DOWN.has(setting) || named.has(unit) || down.has(unit) || view.isUp(unit) !== true) continue;
      down.set(unit, { unit, setting, of });
      queue.push(unit);
    }
  }
  const rest = new Map<string, Omit<KeepDownBreak, 'by'>>();
  for (const of of named) {
    for (const { unit, setting } of view.neededBy(of)) {
      // A target does not break when one of the units that it wants is stopped.
      if (GOES_DOWN.has(setting) || named.has(unit) || down.has(unit) || unit.endsWith('.target') || view.isUp(unit) !== true) continue;
      rest.set(unit, { unit, setting, of });
    }
  }
  for (const of of held) {
    for (const unit of view.triggersOf(of)) if (!named.has(unit) && view.isUp(unit) === true) rest.set(unit, { unit, setting: 'Unit', of });
  }
  return [...down.values(), ...rest.values()];
}
