import type { UnitRecord } from '../facts/unit-record.ts';
import type { Place } from '../facts/where-named.ts';
import { findSettingLine } from '../systemd/unit-file-syntax.ts';

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
