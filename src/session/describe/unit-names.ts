import { NoSuchUnitError, UsageError } from '../../errors.ts';
import type { History } from '../../history/history.ts';
import { textProperty } from '../../model/properties.ts';
import { indexUnitFiles, unitFileExists } from '../../collect/files/unit-files.ts';
import type { UnitSearchOptions } from '../../collect/files/unit-search-path.ts';
import { completeUnitName, isTemplate } from '../../systemd/unit-name.ts';

/** A unit as typed, and its full name. */
export interface RequestedUnit {
  readonly askedFor: string;
  readonly id: string;
}

/** The full names of what was typed, each once; throws UsageError for what is no unit name. */
export function completeNames(typed: readonly string[]): readonly RequestedUnit[] {
  const units = typed.map((askedFor) => {
    const completed = completeUnitName(askedFor);
    if (!completed.ok) throw new UsageError(completed.reason);
    return { askedFor, id: completed.name };
  });
  return units.filter((unit, index) => units.findIndex(({ id }) => id === unit.id) === index);
}

/** Throws UsageError for a template: journal entries name instances only. */
export function requireNoTemplate(units: readonly RequestedUnit[]): void {
  const template = units.find(({ id }) => isTemplate(id))?.id;
  if (template === undefined) return;
  const [instance, pattern] = ['NAME', '*'].map((name) => template.replace('@.', `@${name}.`));
  throw new UsageError(
    `${template} is a template, and only its instances run: name one of them, as in: whyalive ${instance ?? ''}; systemctl list-units --all '${pattern ?? ''}' shows which are loaded, and whyalive watch ${template} hears of them all`,
  );
}

/** The same units by their primary names, where a file on disk says that a name is an alias. */
export function resolveAliases(units: readonly RequestedUnit[], places: UnitSearchOptions): readonly RequestedUnit[] {
  const index = indexUnitFiles(places);
  return units.map(({ id, askedFor }) => ({ id: index.primaryName(id), askedFor }));
}

/** The units that neither the manager nor a file knows now; they may still be created: a mount, a transient unit. */
export function unknownUnits(units: readonly RequestedUnit[], history: History, places: UnitSearchOptions): readonly string[] {
  return units.map(({ id }) => id).filter((id) => !isKnown(id, history, places));
}

function isKnown(id: string, history: History, places: UnitSearchOptions): boolean {
  const record = history.unit(id);
  const loadState = textProperty(record.properties ?? {}, 'LoadState');
  if ((loadState !== undefined && loadState !== 'not-found') || record.starts.length > 0 || record.logs.length > 0) return true;
  return isTemplate(id) || unitFileExists(id, places);
}

/** Throws NoSuchUnitError when no manager, no file and no journal knows a unit; offers a near name where there is one. */
export function requireKnown(units: readonly RequestedUnit[], history: History, places: UnitSearchOptions): void {
  for (const id of unknownUnits(units, history, places)) {
    const near = nearName(id, indexUnitFiles(places).names());
    const hint = near === undefined ? 'systemctl list-unit-files shows what there is' : `did you mean ${near}?`;
    throw new NoSuchUnitError(`there is no unit ${id}: no file, no running unit and no journal entry has that name; ${hint}`);
  }
}

function nearName(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((other) => ({ other, distance: editDistance(name, other) })).toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(1, Math.floor((name.lastIndexOf('.') + 1) / 4)) ? best.other : undefined;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
