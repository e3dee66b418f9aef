import { readFileSync } from 'node:fs';
import { decodeJournalEntry } from '../../src/history/decode/journal-entry.ts';
import type { UnitLogEvent, UnitLogged, UnitOutput } from '../../src/model/fact.ts';
import { withInstants } from '../../src/collect/journal/entry.ts';
import { createExportParser } from '../../src/collect/journal/export-format.ts';
import type { Observation } from '../../src/model/observation.ts';

/** The versions of systemd whose lines about ends are kept; fixtures/observations/unit-lines.sh made them. */
export const VERSIONS = [247, 252, 257, 262] as const;

/** What the journal of a lab held of how units ended and what is wrong with them. */
export function unitLines(version: number): Observation[] {
  const parser = createExportParser();
  const found = [...parser.push(readFileSync(`fixtures/observations/unit-lines-${String(version)}.export`)), ...parser.end()];
  return withInstants(found).map(({ at, fields }, index) => ({
    sequence: index + 1,
    at,
    payload: { source: 'journal', kind: 'entry', fields },
  }));
}

/** What the system manager's story takes from them about one unit. */
export function eventsOf(version: number, unit: string): UnitLogEvent[] {
  return unitLines(version)
    .flatMap((line) => decodeJournalEntry(line, 'system'))
    .filter((fact): fact is UnitLogged => fact.kind === 'unit-logged' && fact.unit === unit)
    .map(({ detail }) => detail);
}

/** What a unit logged itself, in the order of the journal. */
export function outputOf(version: number, unit: string): UnitOutput[] {
  return unitLines(version)
    .flatMap((line) => decodeJournalEntry(line, 'system'))
    .filter((fact): fact is UnitOutput => fact.kind === 'unit-output' && fact.unit === unit);
}
