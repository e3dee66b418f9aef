import type { PathCheckPayload } from '../../../model/observation.ts';
import type { UnitFileIndex } from '../unit-file-index.ts';
import { nearNames } from './near-name.ts';
import { defined } from '../../../defined.ts';

/** Whether there is a file for a unit that another one names: `other` is a mask. Of a missing one, the names of units of its type that look like it. */
export function checkUnitName(unit: string, index: UnitFileIndex): PathCheckPayload {
  const base = { source: 'unit-files', kind: 'path-check', path: unit } as const;
  const found = index.find(unit);
  if (found !== undefined) return { ...base, found: found.masked ? 'other' : 'file' };
  const type = unit.slice(unit.lastIndexOf('.'));
  const near = nearNames(
    unit.slice(0, -type.length),
    index.names().flatMap((name) => (name.endsWith(type) ? name.slice(0, -type.length) : [])),
  ).map((stem) => `${stem}${type}`);
  return { ...base, found: 'missing', ...defined({ near: near.length === 0 ? undefined : near }) };
}
