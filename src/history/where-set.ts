import type { History } from './history.ts';
import type { UnitRecord } from '../model/unit-record.ts';
import type { Place } from './setting-location.ts';
import { findSettingLine } from '../systemd/unit-file-syntax.ts';
import { filesOfUnit } from './files-of-unit.ts';

/** The lines that decide these settings of a unit, in this order, be it in its template; none for defaults. */
export function whereSet({ name }: UnitRecord, history: History, ...settings: readonly string[]): readonly Place[] {
  const files = filesOfUnit(name, history);
  return settings.flatMap((setting) => {
    const found = findSettingLine(files, name, setting);
    return found === undefined ? [] : [{ path: found.path, line: found.line }];
  });
}

/** The value of a setting as its unit files have it. */
export function valueSet({ name }: UnitRecord, history: History, setting: string): string | undefined {
  return findSettingLine(filesOfUnit(name, history), name, setting)?.value;
}
