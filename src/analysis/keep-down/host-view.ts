import type { History } from '../../history/history.ts';
import { isUp, lastActiveState, lastSubState, textProperty } from '../../model/properties.ts';
import type { KeepDownBreak } from '../../model/timeline.ts';

/** What keeping units down needs to know of the host beyond the timeline. */
export interface HostView {
  /** Whether the manager was queried; without that it is unknown which triggers are active. */
  readonly isManagerQueried: boolean;
  /** Whether a unit is up, coming up or waiting to be restarted; undefined when it is not known. */
  isUp(unit: string): boolean | undefined;
  subStateOf(unit: string): string | undefined;
  /** Whether links in .wants folders and the like start a unit at boot. */
  isEnabled(unit: string): boolean;
  /** The units that name a unit in a setting by which they go down with it, or want it, and those to which it propagates its stop. */
  neededBy(unit: string): readonly { readonly unit: string; readonly setting: KeepDownBreak['setting'] }[];
  triggersOf(unit: string): readonly string[];
  /** The units with which a unit goes down: those that it names in Requires=, BindsTo= and PartOf=. */
  goesDownWith(unit: string): readonly string[];
}

/** Whether a link lies where `systemctl disable` removes it, in the host's or the user's own folder. */
export function isChangeable(path: string): boolean {
  return /^\/etc\/|\/\.config\/systemd\/user\//.test(path);
}

const NEEDS = ['Requires', 'Requisite', 'BindsTo', 'PartOf', 'Wants', 'Upholds'] as const;

/** The host's view from a history. */
export function viewOf(history: History): HostView {
  return {
    isManagerQueried: ['ok', 'degraded'].includes(history.statuses.get('system-bus')?.status ?? ''),
    isUp(unit) {
      const state = lastActiveState(history.unit(unit));
      return state === undefined ? undefined : isUp(state);
    },
    subStateOf: (unit) => lastSubState(history.unit(unit)),
    isEnabled: (unit) =>
      history.disk.links.some((link) => isChangeable(link.path) && history.canonical(link.unit) === unit) ||
      textProperty(history.unit(unit).properties ?? {}, 'UnitFileState') === 'enabled',
    neededBy: (unit) => [
      ...NEEDS.flatMap((setting) => history.edges.namedBy(unit, setting).map((owner) => ({ unit: history.canonical(owner), setting }))),
      ...history.edges
        .targetsOf(unit, 'PropagatesStopTo')
        .map((target) => ({ unit: history.canonical(target), setting: 'PropagatesStopTo' as const })),
    ],
    goesDownWith: (unit) => history.edges.targetsOf(unit, 'Requires', 'BindsTo', 'PartOf'),
    triggersOf: (unit) => history.edges.namedBy(unit, 'Triggers'),
  };
}
