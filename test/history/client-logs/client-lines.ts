import { readFileSync } from 'node:fs';
import { decodeJournalEntry } from '../../../src/history/decode/journal-entry.ts';
import type { CommandLogged } from '../../../src/model/fact.ts';
import { withInstants } from '../../../src/collect/journal/entry.ts';
import { createExportParser } from '../../../src/collect/journal/export-format.ts';
import type { Observation } from '../../../src/model/observation.ts';

/** The entries of a file under fixtures/client-logs, in the journal's order. */
export function clientLines(file: string): Observation[] {
  const parser = createExportParser();
  const found = [...parser.push(readFileSync(`fixtures/client-logs/${file}`)), ...parser.end()];
  return withInstants(found).map(({ at, fields }, index) => ({
    sequence: index + 1,
    at,
    payload: { source: 'journal', kind: 'entry', fields },
  }));
}

/** Whether a process that may not say so wrote it; fixtures/client-logs/client-lines.sh marks those. */
export function isForged({ payload }: Observation): boolean {
  return payload.kind === 'entry' && payload.fields['FORGED'] === 'yes';
}

/** What the system manager's story takes from these lines of what programs were asked to do. */
export function commandsIn(lines: readonly Observation[]): CommandLogged[] {
  return lines
    .flatMap((line) => decodeJournalEntry(line, 'system'))
    .flatMap((fact) => (fact.kind === 'host-logged' && fact.detail.event === 'command-logged' ? [fact.detail] : []));
}
