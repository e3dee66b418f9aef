import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emitLine, endedRuns, linesOf, type EndedRun } from '../../../src/session/past/last-lines.ts';
import { createLiveLastLines } from '../../../src/session/live/last-lines.ts';
import type { ObservationPayload } from '../../../src/model/observation.ts';
import { excerpt, replay } from '../../history/excerpt.ts';
import { unitLines } from '../../history/unit-lines.ts';
import { decodeJournalEntry } from '../../../src/history/decode/journal-entry.ts';
import { MAX_OUTPUT_LENGTH } from '../../../src/history/unit-output.ts';
import { stubJournalctl } from '../../collect/journal/journalctl-stub.ts';

const DOUBLE = fileURLToPath(new URL('./journalctl-double.mjs', import.meta.url));
const EXPORT = fileURLToPath(new URL('../../../fixtures/observations/unit-lines-252.export', import.meta.url));
const PLACE = { scope: 'system' } as const;

let stub: ReturnType<typeof stubJournalctl>;
beforeEach(() => {
  stub = stubJournalctl();
  stub.behave({ script: `exec '${process.execPath}' '${DOUBLE}' '${EXPORT}' "$@"` });
});
afterEach(() => {
  stub.restore();
});

/** A run of a unit that ended when its main process did; how it began is not in these lines. */
function runOf(unit: string): EndedRun {
  const exit = unitLines(252)
    .flatMap((line) => decodeJournalEntry(line, 'system'))
    .find((fact) => fact.kind === 'unit-logged' && fact.unit === unit && fact.detail.event === 'process-exit');
  if (exit?.kind !== 'unit-logged') throw new Error(`${unit} did not end`);
  const { at, invocationId = '' } = exit;
  const start = { unit, invocationId, at: { ...at, realtimeUsec: at.realtimeUsec - 400_000n }, first: exit };
  return { start, endedAt: at.realtimeUsec, failed: true };
}

describe('what a run logged last', () => {
  it('is asked of the journal by unit and time', async () => {
    const lines = await linesOf(runOf('speaks.service'), PLACE);
    expect(lines.map(({ fields }) => fields['MESSAGE'])).toEqual(['last words']);
  });

  it('is nothing when it was silent, and when the journal cannot be read', async () => {
    expect(await linesOf(runOf('asked-kill.service'), PLACE)).toEqual([]);
    stub.behave({ script: 'echo "No journal files were opened due to insufficient permissions." >&2; exit 1' });
    expect(await linesOf(runOf('speaks.service'), PLACE)).toEqual([]);
  });

  it('is cut before it is recorded', () => {
    const [line] = unitLines(252);
    const emitted: ObservationPayload[] = [];
    const stream = { emit: (payload: ObservationPayload) => ({ sequence: emitted.push(payload), at: line!.at, payload }) };
    emitLine({ at: line!.at, fields: { MESSAGE: 'y'.repeat(9_000) } }, stream);
    expect(emitted).toMatchObject([{ fields: { MESSAGE: `${'y'.repeat(MAX_OUTPUT_LENGTH)}…` } }]);
  });

  it('is of interest where no stop ended the run', () => {
    const killed = replay(excerpt('restart-policy-live')).history;
    expect(endedRuns(killed.unit('worker.service').starts, killed)).toHaveLength(2);
    const stopped = replay(excerpt('clean-stop-then-started-by-hand-live')).history;
    expect(endedRuns(stopped.unit('worker.service').starts, stopped)).toEqual([]);
  });
});

describe('live', () => {
  it('each run is read once, a moment after its end', async () => {
    const { history } = replay(excerpt('on-failure-live'));
    const read: ObservationPayload[] = [];
    const stream = { emit: (payload: ObservationPayload) => ({ sequence: read.push(payload), at: { realtimeUsec: 0n }, payload }) };
    const lines = createLiveLastLines({ place: PLACE, history, stream, begun: { realtimeUsec: 0n }, failuresOnly: false });
    for (let round = 0; round < 50; round += 1) lines.note('backup.service');
    expect(lines.awaits('backup.service')).toBe(true);
    await lines.close();
    lines.note('backup.service');
    expect(lines.awaits('backup.service')).toBe(false);
    expect(stub.runs()).toHaveLength(1);
  });
});
