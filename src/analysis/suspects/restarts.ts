import type { History } from '../../history/history.ts';
import { textProperty, isUp } from '../../model/properties.ts';
import { RESTART_RELATIONS } from '../../systemd/relations.ts';
import { expandSpecifiers, lastSettingLine, resolveTemplate, settingLines, splitUnitNames } from '../../systemd/unit-file-syntax.ts';
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
 * requires by default, nor the bus, nor its own slice and triggers; a target counts where a file of the unit names it.
 */
export function restartsWith(unit: string, history: History): readonly Starter[] {
  const armed = isRunning(unit, history) === false ? false : undefined;
  const triggers = history.edges.namedBy(unit, 'Triggers');
  const named = new Map(
    RESTART_RELATIONS.filter(({ setting }) => setting !== 'Requisite').flatMap(({ setting }) =>
      history.edges
        .targetsOf(unit, setting)
        .filter(
          (target) => target !== unit && !triggers.includes(target) && (setting === 'PartOf' || !isDefault(target, unit, setting, history)),
        )
        .map((target) => [target, setting] as const),
    ),
  );
  return [...named].map(([target, setting]) =>
    unitStarter(target, unit, `${setting}=`, { mechanism: 'restart-propagation', armed }, history),
  );
}

/** Whether nobody wrote that the unit needs it: Type=dbus stands for a need of dbus.socket, for one. */
function isDefault(target: string, unit: string, setting: string, history: History): boolean {
  if (NEVER_NAMED.test(target)) return true;
  if (!NEEDED_BY_DEFAULT.test(target)) return false;
  const isLinked = history.disk.links.some(
    (link) => link.owner === unit && link.setting === setting && history.canonical(link.unit) === target,
  );
  return !isLinked && !settingLines(filesOf(history, unit), setting).some(({ value }) => namesIn(value, unit, history).includes(target));
}

/** The units that the value of a dependency of `owner` names, by their own names. */
function namesIn(value: string, owner: string, history: History): readonly string[] {
  return splitUnitNames(value).map((word) => history.canonical(resolveTemplate(expandSpecifiers(word, owner), owner)));
}

const NEEDED_BY_DEFAULT = /\.target$|^dbus\.socket$/;
const NEVER_NAMED = /\.(?:slice|mount|automount|device|swap)$/;

function isRunning(unit: string, history: History): boolean | undefined {
  const active = activeStateOf(unit, history);
  if (active === undefined) return wasManagerQueried(history) ? false : undefined;
  return isUp(active);
}
