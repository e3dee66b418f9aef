import type { History } from '../../history/history.ts';
import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';

/** Targets that every boot reaches (bootup(7)); what starts them is not listed as a suspect. */
const REACHED = new Set([
  'sysinit.target',
  'basic.target',
  'sockets.target',
  'timers.target',
  'paths.target',
  'slices.target',
  'swap.target',
  'local-fs.target',
]);
const GOALS = new Set(['default.target', 'multi-user.target', 'graphical.target']);

/** Whether a target is a milestone of the boot, above which there is nothing but the boot. */
export function isMilestone(unit: string, history: History): boolean {
  return REACHED.has(unit) || GOALS.has(unit) || unit === history.canonical('default.target');
}

/** Whether each boot starts this target; undefined where the default target is not known. */
export function isReachedByBoot(target: string, history: History): boolean | undefined {
  if (REACHED.has(target)) return true;
  const goal = history.canonical('default.target');
  if (target === goal) return true;
  if (history.edges.namedBy(target, ...PULL_IN_SETTINGS).includes(goal)) return true;
  return goal === 'default.target' ? (target === 'multi-user.target' ? true : undefined) : false;
}
