import { expandSpecifiers, parseUnitFile, splitUnitNames } from '../../systemd/unit-file-syntax.ts';
import { parseUnitName, suffixOf } from '../../systemd/unit-name.ts';
import type { UnitAliasPayload, UnitFilePayload } from '../../model/observation.ts';
import type { UnitFileIndex } from './unit-file-index.ts';

/** Every link in the search path that gives a unit or a template another name; its unit need not be loaded. */
export function findAliases(index: UnitFileIndex): UnitAliasPayload[] {
  return index
    .aliases()
    .map(({ alias, path }) => payload(index.primaryName(alias), alias, index.disk.shown(path)))
    .filter(({ unit, alias }) => unit !== alias);
}

/** The names that Alias= of a file's [Install] gives its unit when it is enabled, where nothing else has such a name now: it may have been enabled then. */
export function declaredAliases({ unit, path, text }: UnitFilePayload, index: UnitFileIndex): UnitAliasPayload[] {
  const names = parseUnitFile(text)
    .filter(({ section, name }) => section === 'Install' && name === 'Alias')
    .flatMap(({ value }) => splitUnitNames(value))
    .map((name) => expandSpecifiers(name, unit));
  return names
    .filter((name) => parseUnitName(name) !== undefined && suffixOf(name) === suffixOf(unit) && name !== unit)
    .filter((name) => index.primaryName(name) === name && index.find(name) === undefined)
    .map((name) => payload(unit, name, path));
}

function payload(unit: string, alias: string, path: string): UnitAliasPayload {
  return { source: 'unit-files', kind: 'unit-alias', unit, alias, path };
}
