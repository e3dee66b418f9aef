import { NoSuchUnitError, UsageError } from '../../errors.ts';
import type { History } from '../../history/history.ts';
import { textProperty } from '../../model/properties.ts';
import { indexUnitFiles, unitFileExists } from '../../collect/files/unit-files.ts';
import type { UnitSearchOptions } from '../../collect/files/unit-search-path.ts';
import { slips } from '../../collect/files/checks/near-name.ts';
import { completeUnitName, isTemplate, suffixOf } from '../../systemd/unit-name.ts';

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

/** The units that neither the manager nor a file knows now; they may still be created: a mount, a transient unit, what a generator makes. */
export function unknownUnits(units: readonly RequestedUnit[], history: History, places: UnitSearchOptions): readonly string[] {
  return units.map(({ id }) => id).filter((id) => !isKnown(id, history, places));
}

function isKnown(id: string, history: History, places: UnitSearchOptions): boolean {
  const record = history.unit(id);
  const loadState = textProperty(record.properties ?? {}, 'LoadState');
  if ((loadState !== undefined && loadState !== 'not-found') || record.starts.length > 0 || record.logs.length > 0) return true;
  return isTemplate(id) || unitFileExists(id, places);
}

/** Throws NoSuchUnitError when no manager, no file and no journal knows a unit; offers near names where there are any. */
export function requireKnown(units: readonly RequestedUnit[], history: History, places: UnitSearchOptions): void {
  for (const id of unknownUnits(units, history, places)) {
    const near = nearUnits(id, history, places);
    const hint = near.length === 0 ? 'systemctl list-unit-files shows what there is' : `did you mean ${oneOf(near)}?`;
    throw new NoSuchUnitError(`there is no unit ${id}: no file, no running unit and no journal entry has that name; ${hint}`);
  }
}

/** What is said of a unit that is watched before it is there. */
export function waitsFor(id: string, history: History, places: UnitSearchOptions): string {
  const near = nearUnits(id, history, places);
  const hint = near.length === 0 ? '' : ` (${oneOf(near)} is there)`;
  return `there is no unit ${id} now${hint}; its starts are told when it comes`;
}

/** `a`, `a or b`, `a, b or c`. */
function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

const MAX_NEAR = 3;

/** The names of units of its type that have a file, or are loaded, and differ from it by a slip or two, the likest first. */
function nearUnits(id: string, history: History, places: UnitSearchOptions): readonly string[] {
  const suffix = suffixOf(id);
  const stemOf = (name: string): string => name.slice(0, -suffix.length - 1);
  const stem = stemOf(id);
  const most = Math.max(1, Math.floor(stem.length / 4));
  const names = new Set([...indexUnitFiles(places).names(), ...loadedUnits(history)]);
  return [...names]
    .filter((other) => other !== id && suffixOf(other) === suffix)
    .map((other) => ({ other, distance: slips(stem, stemOf(other), most) }))
    .filter(({ other, distance }) => distance <= most && distance < stemOf(other).length)
    .toSorted((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
    .slice(0, MAX_NEAR)
    .map(({ other }) => other);
}

function loadedUnits(history: History): readonly string[] {
  return [...history.units()].filter(({ properties }) => textProperty(properties ?? {}, 'LoadState') === 'loaded').map(({ name }) => name);
}
