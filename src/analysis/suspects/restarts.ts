import type { History } from '../../history/history.ts';
import { textProperty, isUp } from '../../model/properties.ts';
import { RESTART_RELATIONS } from '../../systemd/relations.ts';
import { lastSettingLine } from '../../systemd/unit-file-syntax.ts';
import { filesOf } from '../jobs/declarations.ts';
import type { Starter } from './index.ts';
import { activeStateOf, unitStarter, wasManagerQueried } from './state.ts';

/** The unit's own Restart=; it acts only while the unit runs or waits for its restart: once stopped, it stays so (service_shall_restart()). */
export function ownRestart(unit: string, history: History): readonly Starter[] {
  const { properties } = history.unit(unit);
  const written = lastSettingLine(filesOf(history, unit), 'Restart')?.value;
  const restart = textProperty(properties ?? {}, 'Restart') ?? written;
  if (!unit.endsWith('.service') || restart === undefined || restart === 'no') return [];
  const told = { mechanism: 'restart-policy', armed: isRunning(unit, history), detail: `Restart=${restart}` } as const;
  return [unitStarter(unit, unit, 'Restart=', told, history)];
}

/**
 * The units whose restart restarts this one, while it runs: those that it names in PartOf=, Requires= or BindsTo=. Not the targets and mounts that every unit
 * requires by default, nor its own slice and triggers.
 */
export function restartsWith(unit: string, history: History): readonly Starter[] {
  const armed = isRunning(unit, history) === false ? false : undefined;
  const triggers = history.edges.namedBy(unit, 'Triggers');
  const named = new Map(
    RESTART_RELATIONS.filter(({ setting }) => setting !== 'Requisite').flatMap(({ setting }) =>
      history.edges
        .targetsOf(unit, setting)
        .filter((target) => target !== unit && !triggers.includes(target) && (setting === 'PartOf' || !BY_DEFAULT.test(target)))
        .map((target) => [target, setting] as const),
    ),
  );
  return [...named].map(([target, setting]) =>
    unitStarter(target, unit, `${setting}=`, { mechanism: 'restart-propagation', armed }, history),
  );
}

const BY_DEFAULT = /\.(?:target|slice|mount|automount|device|swap)$/;

function isRunning(unit: string, history: History): boolean | undefined {
  const active = activeStateOf(unit, history);
  if (active === undefined) return wasManagerQueried(history) ? false : undefined;
  return isUp(active);
}
