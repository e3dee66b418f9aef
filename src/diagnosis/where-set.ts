import type { History } from '../facts/history.ts';
import { listProperty } from '../facts/properties.ts';
import type { UnitRecord } from '../facts/unit-record.ts';
import { findDependencyLine, findSettingLine } from '../systemd/unit-file-syntax.ts';

/** A place in a unit file, or a link. */
export interface Place {
  readonly path: string;
  readonly line?: number;
}

/** The lines that decide these settings of a unit, in this order; none for defaults. */
export function whereSet(unit: UnitRecord, ...settings: readonly string[]): readonly Place[] {
  return settings.flatMap((setting) => {
    const found = findSettingLine(unit.files, unit.name, setting);
    return found === undefined ? [] : [{ path: found.path, line: found.line }];
  });
}

/** The value of a setting as its unit files have it. */
export function valueSet(unit: UnitRecord, setting: string): string | undefined {
  return findSettingLine(unit.files, unit.name, setting)?.value;
}

/** The line, or link, that makes `target` a dependency of `owner`. */
export function whereNamed(owner: string, setting: string, target: string, history: History): readonly Place[] {
  const { files } = history.unit(owner);
  const names = listProperty(history.unit(target).properties ?? {}, 'Names');
  const line = findDependencyLine(files, owner, setting, target, names);
  if (line !== undefined) return [{ path: line.path, line: line.line }];
  return history.disk.links
    .filter((link) => link.owner === owner && link.setting === setting && history.canonical(link.unit) === target)
    .map(({ path }) => ({ path }));
}
