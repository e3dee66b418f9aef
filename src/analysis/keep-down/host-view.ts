import type { History } from '../../history/history.ts';
import { textProperty, isUp } from '../../model/properties.ts';
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
  const stateOf = (unit: string, name: 'ActiveState' | 'SubState'): string | undefined => {
    const { states, properties = {} } = history.unit(unit);
    const last = states.at(-1);
    return (name === 'ActiveState' ? last?.activeState : last?.subState) ?? textProperty(properties, name);
  };
  return {
    isManagerQueried: ['ok', 'degraded'].includes(history.statuses.get('system-bus')?.status ?? ''),
    isUp(unit) {
      const state = stateOf(unit, 'ActiveState');
      return state === undefined ? undefined : isUp(state);
    },
    subStateOf: (unit) => stateOf(unit, 'SubState'),
    isEnabled: (unit) =>
      history.disk.links.some((link) => isChangeable(link.path) && history.canonical(link.unit) === unit) ||
      textProperty(history.unit(unit).properties ?? {}, 'UnitFileState') === 'enabled',
    neededBy: (unit) => [
      ...NEEDS.flatMap((setting) => history.edges.namedBy(unit, setting).map((owner) => ({ unit: history.canonical(owner), setting }))),
      ...history.edges
        .targetsOf(unit, 'PropagatesStopTo')
        .map((target) => ({ unit: history.canonical(target), setting: 'PropagatesStopTo' as const })),
    ],
    goesDownWith: (unit) => (['Requires', 'BindsTo', 'PartOf'] as const).flatMap((setting) => history.edges.targetsOf(unit, setting)),
    triggersOf: (unit) => history.edges.namedBy(unit, 'Triggers'),
  };
}
