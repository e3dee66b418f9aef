import {
  expandSpecifiers,
  isYes,
  lastSettingLine,
  parseUnitFile,
  resolveTemplate,
  splitUnitNames,
  type SettingLine,
  type UnitFileText,
} from './unit-file-syntax.ts';
import { isTemplate, unitTypeOf } from './unit-name.ts';

/** Another unit that a unit's files name and that should have a file. */
export interface UnitNeed {
  readonly kind: 'dependency' | 'triggered';
  /** e.g. `Wants`; of a socket without `Service=` undefined, as its own name says which service it has. */
  readonly setting?: string;
  readonly line?: SettingLine;
  readonly name: string;
}

const DEPENDENCIES = ['Requires', 'Requisite', 'BindsTo', 'Wants', 'Upholds'];

/** Unit types that need a file: a unit of these types without a file does not exist. */
const WITH_FILE: ReadonlySet<string | undefined> = new Set(['service', 'socket', 'target', 'timer', 'path']);

/** The units that must have files for this one to work: those that it pulls in, and for a socket its service. */
export function unitNeeds(files: readonly UnitFileText[], unit: string): UnitNeed[] {
  return isTemplate(unit) ? [] : [...dependencies(files, unit), ...serviceOfSocket(files, unit)];
}

function dependencies(files: readonly UnitFileText[], unit: string): UnitNeed[] {
  return files.flatMap(({ path, text }) =>
    parseUnitFile(text)
      .filter(({ section, name }) => section === 'Unit' && DEPENDENCIES.includes(name))
      .flatMap(({ name: setting, value, line }) =>
        splitUnitNames(value)
          .map((word) => resolveTemplate(expandSpecifiers(word, unit), unit))
          .filter((name) => WITH_FILE.has(unitTypeOf(name)) && !name.includes('%'))
          .map((name): UnitNeed => ({ kind: 'dependency', setting, line: { path, line, value }, name })),
      ),
  );
}

function serviceOfSocket(files: readonly UnitFileText[], unit: string): UnitNeed[] {
  if (unitTypeOf(unit) !== 'socket' || files.length === 0) return [];
  const line = lastSettingLine(files, 'Service');
  if (line !== undefined) return [{ kind: 'triggered', setting: 'Service', line, name: expandSpecifiers(line.value, unit) }];
  const stem = unit.slice(0, -'.socket'.length);
  const accepts = isYes(lastSettingLine(files, 'Accept'));
  return [{ kind: 'triggered', name: accepts ? `${stem}@.service` : `${stem}.service` }];
}

/** Whether a unit file is in a folder of packages: a missing optional unit is intended there. */
export function isOfPackage(path: string): boolean {
  return /^(?:\/usr)?\/lib\//.test(path);
}
