import { actsAgain, isTriggering, MECHANISMS } from '../../model/mechanism.ts';
import { isOf, suffixOf } from '../../systemd/unit-name.ts';
import type { Start, Suspect } from '../../model/timeline.ts';
import type { HostView } from './host-view.ts';

/**
 * The units that would bring a unit back by themselves while it is stopped, in the order in which they must be stopped: upholders first, because theirs acts at once
 * (a unit with a job of its own upholds nothing: unit_is_upheld_by_active()), then triggers (they do not fire for a unit with a stop job: unit_stop_pending()),
 * then what a restart of its own makes pull the unit in.
 */
export function reviversOf(unit: string, suspects: readonly Suspect[], starts: readonly Start[], view: HostView): readonly string[] {
  const armed = suspects.filter((suspect) => suspect.armed !== false && suspect.strength !== 'possible');
  const upholders = unitsOf(armed.filter(({ mechanism, via }) => mechanism === 'upheld-by' && via.length === 0));
  const triggers = unitsOf(armed.filter((suspect) => isTriggering(suspect.mechanism) && !isOnlyAtAnEnd(suspect, suspects)));
  const restarting = unitsOf(suspects.filter(({ mechanism }) => MECHANISMS[mechanism].stage === 'pulled-in')).filter(
    (puller) => view.subStateOf(puller)?.startsWith('auto-restart') === true,
  );
  const told = starts
    .flatMap(({ chain }) => chain.filter(({ mechanism }) => actsAgain(mechanism)))
    .filter(({ from }) => from.kind === 'unit' && view.isUp(from.unit) !== false);
  const toldTriggers = unitsOf(told.filter(({ mechanism }) => isTriggering(mechanism))).filter(
    (trigger) => view.subStateOf(trigger) !== 'elapsed',
  );
  const toldOthers = unitsOf(told.filter(({ mechanism }) => !isTriggering(mechanism)));
  const all = [...upholders, ...[...triggers, ...toldTriggers].toSorted(byKind), ...toldOthers, ...restarting];
  // Who upholds one of these would bring that back.
  const further = unitsOf(armed.filter(({ mechanism, via }) => mechanism === 'upheld-by' && all.includes(via[0] ?? '')));
  return [...new Set([...further, ...all])].filter((reviver) => !isOf(reviver, unit));
}

/** Whether a trigger starts nothing but a unit whose end would have to start the one asked for: it need not come to that. */
function isOnlyAtAnEnd({ via }: Suspect, suspects: readonly Suspect[]): boolean {
  return via.some((between, index) => {
    const rest = via.slice(index + 1).join(' ');
    const hops = suspects.filter(({ from, via: further }) => from.kind === 'unit' && from.unit === between && further.join(' ') === rest);
    return hops.length > 0 && hops.every(({ mechanism }) => MECHANISMS[mechanism].stage === 'after-end');
  });
}

/** Those that act at once come first: sockets, then paths and automounts, then timers; the same host gives the same order. */
function byKind(a: string, b: string): number {
  return KINDS.indexOf(suffixOf(a)) - KINDS.indexOf(suffixOf(b)) || (a < b ? -1 : a > b ? 1 : 0);
}

const KINDS = ['socket', 'path', 'automount', 'timer'];

function unitsOf(causes: readonly Pick<Suspect, 'from'>[]): readonly string[] {
  return causes.flatMap(({ from }) => (from.kind === 'unit' ? [from.unit] : []));
}

const INSISTENT = 3;

/** Whether what starts the unit cannot be stopped: whoever asks for its bus name, or a program that asks the manager for it again and again. */
export function isOutOfReach(suspects: readonly Suspect[], starts: readonly Start[]): boolean {
  const isByName =
    suspects.some(({ mechanism, via, armed }) => mechanism === 'bus-activation' && via.length === 0 && armed !== false) ||
    starts.some(({ chain }) => chain.at(-1)?.mechanism === 'bus-activation');
  if (isByName) return true;
  const asked = new Map<string, number>();
  for (const { chain } of starts) {
    const [root] = chain;
    if (root?.mechanism !== 'client-request' || root.from.kind !== 'client' || root.from.tty !== undefined || root.from.unit === undefined)
      continue;
    asked.set(root.from.unit, (asked.get(root.from.unit) ?? 0) + 1);
  }
  return [...asked].some(([unit, count]) => count >= INSISTENT && !unit.endsWith('.scope'));
}
