import { readFileSync } from 'node:fs';
import { decodeJournalEntry } from '../../src/history/decode/journal-entry.ts';
import type { Fact } from '../../src/model/fact.ts';
import { withInstants } from '../../src/collect/journal/entry.ts';
import { createExportParser, type JournalFields } from '../../src/collect/journal/export-format.ts';
import type { Observation } from '../../src/model/observation.ts';

/** The versions of systemd whose lines are kept; fixtures/observations/journal-lines.sh made them. */
export const VERSIONS = [247, 252, 257, 262] as const;

/** What the journal of a lab held of one story told on every version, in the order of the file. */
export function journalLines(version: number): Observation[] {
  const parser = createExportParser();
  const found: JournalFields[] = [...parser.push(readFileSync(`fixtures/observations/journal-lines-${version}.export`)), ...parser.end()];
  return withInstants(found).map(({ at, fields }, index) => ({
    sequence: index + 1,
    at,
    payload: { source: 'journal', kind: 'entry', fields },
  }));
}

/** The entries whose message holds a text. */
export function linesWith(version: number, text: string): Observation[] {
  return journalLines(version).filter(({ payload }) => payload.kind === 'entry' && String(payload.fields['MESSAGE']).includes(text));
}

/** An entry with some of its fields changed; undefined takes a field away. */
export function withFields(line: Observation, changes: Readonly<Record<string, string | undefined>>): Observation {
  if (line.payload.kind !== 'entry') throw new Error('this observation is no journal entry');
  const fields = Object.fromEntries(
    Object.entries({ ...line.payload.fields, ...changes }).filter(
      (pair): pair is [string, string | readonly string[]] => pair[1] !== undefined,
    ),
  );
  return { ...line, payload: { ...line.payload, fields } };
}

/** The facts of some entries, as the system manager's. */
export function factsOf(lines: readonly Observation[]): Fact[] {
  return lines.flatMap((line) => decodeJournalEntry(line, 'system'));
}
