import { afterEach, beforeEach, expect, it } from 'vitest';
import { gatherBeforeRecording } from '../../../src/session/past/recorded.ts';
import { openSession } from '../../../src/session/session.ts';
import { RETENTION } from '../../../src/session/retention.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { stubJournalctl } from '../../collect/journal/journalctl-stub.ts';

let stub: ReturnType<typeof stubJournalctl>;
beforeEach(() => {
  stub = stubJournalctl();
});
afterEach(() => stub.restore());

const FIXTURE = `${process.cwd()}/fixtures/journal-export/systemd-252.export`;

it.each([[[]], [['worker.service']]])(
  'the past of %j that is interrupted is read no further, and the journal is not missing',
  async (units) => {
    stub.behave({ prints: FIXTURE, endless: true });
    const interrupted = new AbortController();
    const seen: Observation[] = [];
    const session = openSession({
      scope: 'system',
      command: 'record',
      units,
      options: {},
      retention: RETENTION.live,
      onObservation(observation) {
        if (seen.push(observation) === 100) interrupted.abort();
      },
    });
    const begun = { realtimeUsec: 1_795_192_459_000_000n };
    await gatherBeforeRecording({ session, units, begun }, { scope: 'system', since: 0n, lines: 10 }, interrupted.signal);
    const statuses = seen.flatMap(({ payload }) => (payload.kind === 'source-status' ? [payload] : []));
    expect(statuses).toEqual([
      { source: 'journal', kind: 'source-status', status: 'degraded', detail: expect.stringMatching(/interrupted/) as string },
    ]);
    await session.close();
  },
);
