import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFirstFailure } from '../../../src/session/past/first-failure.ts';
import { unitMatches } from '../../../src/session/past/journal-matches.ts';
import { createHistory } from '../../../src/history/history.ts';
import { withInstants, type JournalEntry } from '../../../src/collect/journal/entry.ts';
import { createExportParser } from '../../../src/collect/journal/export-format.ts';
import { stubJournalctl } from '../../collect/journal/journalctl-stub.ts';

// What PID 1 of a lab with systemd 252 logged: flapper.service fails and is restarted twice by Restart=, then by hand.
const EXPORT = fileURLToPath(new URL('../../../fixtures/journal-export/flapper-252.export', import.meta.url));
const DOUBLE = fileURLToPath(new URL('./journalctl-double.mjs', import.meta.url));
const FLAPPER = 'flapper.service';

const logged = [...withInstants(createExportParser().push(readFileSync(EXPORT)))];

let stub: ReturnType<typeof stubJournalctl>;
beforeEach(() => {
  stub = stubJournalctl();
  stub.behave({ script: `exec '${process.execPath}' '${DOUBLE}' '${EXPORT}' "$@"` });
});
afterEach(() => {
  stub.restore();
});

/** What is read besides, when the journal was read back to the entry with this many restarts. */
async function readBeyond(restarts: string): Promise<readonly JournalEntry['fields'][]> {
  const history = createHistory('system');
  const from = logged.findIndex(({ fields }) => fields['UNIT'] === FLAPPER && fields['N_RESTARTS'] === restarts);
  expect(from).toBeGreaterThan(0);
  for (const [index, { at, fields }] of logged.slice(from).entries())
    history.add({ sequence: index + 1, at, payload: { source: 'journal', kind: 'entry', fields } });
  const query = { matches: unitMatches([FLAPPER], 'system'), reverse: true };
  const found: JournalEntry['fields'][] = [];
  for await (const { fields } of readFirstFailure(history.unit(FLAPPER), [FLAPPER], query, { scope: 'system' })) found.push(fields);
  return found;
}

describe('the first failure of a loop', () => {
  it('is read where only later rounds were', async () => {
    const found = await readBeyond('2');
    expect(found[0]?.['N_RESTARTS']).toBe('1');
    const texts = found.map((fields) => String(fields['MESSAGE']));
    expect(texts).toContain("flapper.service: Failed with result 'exit-code'.");
    expect(texts).toContain('Started flapper.service.');
    expect(found.some((fields) => fields['N_RESTARTS'] === '2')).toBe(false);
  });

  it('is not looked for where it is known', async () => {
    expect(await readBeyond('1')).toEqual([]);
    expect(stub.runs()).toEqual([]);
  });
});
