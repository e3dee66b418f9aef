import { describe, expect, it } from 'vitest';
import { endOf, limitHits } from '../../../src/history/run-ends/index.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { excerpt, replay } from '../excerpt.ts';

const busOnly = (all: readonly Observation[]): readonly Observation[] => all.filter(({ payload }) => payload.source !== 'journal');

describe('a start limit', () => {
  const { history } = replay(excerpt('start-limit-live'));
  const record = history.unit('limited.service');

  it('is an end of its own, with what was logged of it', () => {
    const hits = limitHits(record);
    expect(hits.length).toBeGreaterThan(0);
    for (const hit of hits) {
      expect(hit.how).toBe('start-limit-hit');
      expect(hit.evidence[0]).toMatchObject({ kind: 'unit-logged', detail: { event: 'start-limit-hit' } });
    }
  });

  it('is not how the run before it ended', () => {
    expect(record.starts.length).toBeGreaterThan(0);
    for (const start of record.starts) expect(endOf(record, start)?.how).not.toBe('start-limit-hit');
  });

  it('by the bus alone is known where the Result says so, the first of several in a row', () => {
    const alone = replay(busOnly(excerpt('start-limit-live'))).history.unit('limited.service');
    expect(limitHits(alone)).toMatchObject([{ how: 'start-limit-hit', result: 'start-limit-hit' }]);
  });
});
