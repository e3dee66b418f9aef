import { findMentions } from '../../collect/files/mentions/index.ts';
import { findDependencyLinks, indexUnitFiles, readUnitFiles } from '../../collect/files/unit-files.ts';
import type { UnitSearchOptions } from '../../collect/files/unit-search-path.ts';
import { checkUnits } from './check-units.ts';
import type { Describing } from './describe-units.ts';
import type { ManagerQueries } from './manager-access.ts';

/** Adds all unit files and links on disk, and the properties of loaded units; a unit that is not loaded is not asked for, because that would load it. */
export async function describeAllUnits(
  { stream, ok }: Describing,
  manager: ManagerQueries,
  places: UnitSearchOptions,
): Promise<ReadonlySet<string>> {
  const options = { ...places, index: indexUnitFiles(places) };
  for (const link of findDependencyLinks(options)) stream.emit(link);
  const loaded = ((await manager.units()) ?? []).map(({ unit }) => unit);
  const names = new Set([...options.index.names(), ...loaded]);
  for (const unit of names) for (const file of readUnitFiles(unit, options)) stream.emit(file);
  for (const mention of findMentions(places, options.index, 'bus-names')) stream.emit(mention);
  ok('unit-files');
  await Promise.all(loaded.map(async (unit) => manager.unitProperties(unit)));
  checkUnits(names, places, options.index, stream);
  return names;
}
