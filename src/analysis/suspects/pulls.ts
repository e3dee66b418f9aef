import type { History } from '../../history/history.ts';
import { PULL_IN_RELATIONS } from '../../systemd/relations.ts';
import { parseUnitName } from '../../systemd/unit-name.ts';
import type { Starter } from './index.ts';
import { activeStateOf, stopCommand, unitStarter, unusable } from './state.ts';

const MECHANISM_OF_SETTING = { Requires: 'required-by', BindsTo: 'bound-by', Wants: 'wanted-by', Upholds: 'upheld-by' } as const;

/** systemd knows Upholds= and OnSuccess= from this version on; older ones pass over the lines. */
const UPHOLDS_SINCE = 249;

/** The units that pull a unit in when they are started, and those that uphold it. */
export function pullsOf(unit: string, history: History): readonly Starter[] {
  return PULL_IN_RELATIONS.flatMap(({ setting }) => {
    if (setting === 'Upholds' && isOlderThan(UPHOLDS_SINCE, history)) return [];
    return history.edges
      .namedBy(unit, setting)
      .filter((owner) => owner !== unit && !owner.endsWith('.slice') && parseUnitName(owner)?.instance !== '')
      .map((owner): Starter => {
        const active = activeStateOf(owner, history);
        const armed =
          unusable(owner, history) !== undefined ? false : setting === 'Upholds' && active !== undefined ? active === 'active' : undefined;
        const mechanism = owner.endsWith('.device') ? 'device' : MECHANISM_OF_SETTING[setting];
        const remedy = setting === 'Upholds' ? [stopCommand(owner, history)] : [];
        return unitStarter(owner, unit, `${setting}=`, { mechanism, armed, remedy }, history);
      });
  });
}

/** The units whose failure or success starts a unit. */
export function endingsOf(unit: string, history: History): readonly Starter[] {
  return (['OnFailure', 'OnSuccess'] as const).flatMap((setting) => {
    if (setting === 'OnSuccess' && isOlderThan(UPHOLDS_SINCE, history)) return [];
    const mechanism = setting === 'OnFailure' ? 'on-failure' : 'on-success';
    return history.edges.namedBy(unit, setting).map((owner): Starter => {
      const armed = unusable(owner, history) === undefined ? undefined : false;
      return unitStarter(owner, unit, `${setting}=`, { mechanism, armed }, history);
    });
  });
}

function isOlderThan(version: number, history: History): boolean {
  const known = history.systemdVersion();
  return known > 0 && known < version;
}
