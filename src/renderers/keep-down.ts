import type { MechanismName } from '../attribution/mechanisms/index.ts';
import { timelineOfHost } from '../timeline/merge-timelines.ts';
import type { Suspect, Timeline, UnitNow } from '../timeline/timeline.ts';

/** Commands, each a whole line for a shell. */
export interface KeepDown {
  readonly untilReboot: readonly string[];
  readonly lasting: readonly string[];
}

/** Lines of unit files, as `path:line`, and the command that keeps the units down once they are gone. */
export interface AfterEdit {
  readonly lines: readonly string[];
  readonly command: string;
}

/** Suspects that stay down when they are stopped, and that a stop of the unit leaves armed. */
const STOPPABLE: ReadonlySet<MechanismName> = new Set(['socket-activation', 'timer', 'path', 'automount', 'upheld-by']);
const ENABLED_BY_LINKS: ReadonlySet<MechanismName> = new Set(['socket-activation', 'timer', 'path', 'automount']);

/** Unit files that packages ship; one in /etc cannot be masked, as the mask would take its place. */
const SHIPPED = /^(?:\/usr)?\/lib\//;

/** The commands that keep the units down, made from what is known to be armed; nothing where that was not looked into. */
export function keepDown({ suspects, units, manager }: Pick<Timeline, 'suspects' | 'units' | 'manager'>): KeepDown {
  if (suspects.length === 0) return { untilReboot: [], lasting: [] };
  const command = systemctl(manager);
  const ids = units.map(({ id }) => id);
  const armed = unitsOf(
    suspects.filter(({ armed, mechanism }) => armed !== false && STOPPABLE.has(mechanism)),
    ids,
  );
  const triggers = unitsOf(
    suspects.filter(({ mechanism }) => ENABLED_BY_LINKS.has(mechanism)),
    ids,
  );
  const canMask = units.every(isShipped);
  const disable = `${command} disable --now ${words([...triggers, ...ids])}`;
  const stop = { untilReboot: [`${command} stop ${words([...armed, ...ids])}`] };
  if (canMask) return { ...stop, lasting: [...(triggers.length === 0 ? [] : [disable]), `${command} mask --now ${words(ids)}`] };
  return { ...stop, lasting: suspects.every(undoneByDisable) ? [disable] : [] };
}

/** The same of a merged timeline: of each host its own, for `systemctl -H`. */
export function keepDownOnHosts(timeline: Timeline): KeepDown {
  if (timeline.hosts === undefined) return keepDown(timeline);
  const each = timeline.hosts.map((host) => {
    const { untilReboot, lasting } = keepDown(timelineOfHost(timeline, host));
    const there = (command: string): string => command.replace(/^systemctl/, `systemctl -H ${shellWord(host.hostname ?? host.name)}`);
    return { untilReboot: untilReboot.map(there), lasting: lasting.map(there) };
  });
  return {
    untilReboot: [...new Set(each.flatMap(({ untilReboot }) => untilReboot))],
    lasting: [...new Set(each.flatMap(({ lasting }) => lasting))],
  };
}

/** Where no command alone lasts: the lines that pull the units in and must be edited, and the command that then does; nothing where `lasting` has one. */
export function keepDownAfterEdit(timeline: Pick<Timeline, 'suspects' | 'units' | 'manager'>): AfterEdit | undefined {
  const { suspects, units, manager } = timeline;
  const lines = suspects
    .filter((suspect) => !undoneByDisable(suspect))
    .flatMap(({ declaredIn }) => declaredIn.flatMap(({ path, line }) => (line === undefined ? [] : [`${path}:${line}`])));
  if (lines.length === 0 || keepDown(timeline).lasting.length > 0) return undefined;
  const ids = units.map(({ id }) => id);
  const triggers = unitsOf(
    suspects.filter(({ mechanism, via }) => ENABLED_BY_LINKS.has(mechanism) && via.length === 0),
    ids,
  );
  const command = systemctl(manager);
  return { lines: [...new Set(lines)], command: `${command} disable --now ${words([...triggers, ...ids])}` };
}

/** systemctl as it must be called for a manager. */
export function systemctl(manager: Timeline['manager']): string {
  return manager === 'user' ? 'systemctl --user' : 'systemctl';
}

/** Whether a package ships the unit's file, so that the unit can be masked. */
export function isShipped({ fragmentPath }: Pick<UnitNow, 'fragmentPath'>): boolean {
  return fragmentPath !== undefined && SHIPPED.test(fragmentPath);
}

/** A word as a shell reads it back unchanged; unit names hold backslashes where they were escaped. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Whether `systemctl disable` of the trigger or of the unit takes the suspect away for good. */
function undoneByDisable({ mechanism, declaredIn }: Suspect): boolean {
  if (mechanism === 'restart-policy' || ENABLED_BY_LINKS.has(mechanism)) return true;
  return declaredIn.length > 0 && declaredIn.every(({ path }) => /^\/etc\/.*\.(?:wants|requires|upholds)\//.test(path));
}

function unitsOf(suspects: readonly Suspect[], besides: readonly string[]): readonly string[] {
  const names = suspects.flatMap(({ from }) => (from.kind === 'unit' && !besides.includes(from.unit) ? [from.unit] : []));
  return [...new Set(names)];
}

function words(names: readonly string[]): string {
  return names.map(shellWord).join(' ');
}
