import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { createEvidenceIndex } from '../../src/timeline/evidence.ts';
import { compareInstants } from '../../src/model/instant.ts';
import { unitEvents } from '../../src/timeline/unit-events.ts';
import type { UnitEvent } from '../../src/model/timeline.ts';
import { excerpt, replay } from '../history/excerpt.ts';

function eventsOf(name: string, unit: string, change = (all: readonly Observation[]): readonly Observation[] => all): readonly UnitEvent[] {
  const { history } = replay(change(excerpt(name)));
  return unitEvents(history.unit(unit), history, createEvidenceIndex(), () => true);
}

const kinds = (events: readonly UnitEvent[]): string[] => events.map(({ kind }) => kind);
const busOnly = (all: readonly Observation[]): readonly Observation[] => all.filter(({ payload }) => payload.source !== 'journal');

describe('what happened besides the starts', () => {
  it('each stop of a restart is told once', () => {
    const events = eventsOf('client-restart-live', 'worker.service');
    expect(kinds(events)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(new Set(events.map(({ invocationId }) => invocationId)).size).toBe(3);
    expect(kinds(eventsOf('client-restart-live', 'worker.service', busOnly))).toEqual(['stopped', 'stopped', 'stopped']);
  });

  it('a failure says its result and status, and is told once though bus and journal tell it', () => {
    const events = eventsOf('restart-policy-live', 'worker.service');
    expect(events.map(({ text }) => text)).toEqual([
      'worker.service failed with result signal (killed 9/KILL)',
      'worker.service failed with result signal (killed 9/KILL)',
    ]);
  });

  it('a start that found the unit active did nothing, each time', () => {
    expect(kinds(eventsOf('already-active-live', 'worker.service', busOnly))).toEqual(Array.from({ length: 5 }, () => 'no-op-start'));
  });

  it('a skipped start is told, and not as a start', () => {
    const events = eventsOf('condition-skip-live', 'guarded.service');
    expect(kinds(events)).toEqual(['skipped', 'skipped']);
    expect(events[0]?.text).toContain('was skipped because of an unmet condition check');
  });

  it('a skipped start is told, though a job of an earlier boot that started the unit has its number', () => {
    const earlier = (all: readonly Observation[]): readonly Observation[] => {
      const skipped = all.find(({ payload }) => payload.kind === 'entry' && String(payload.fields['MESSAGE']).includes('was skipped'));
      const started = excerpt('client-restart-back').find(
        ({ payload }) => payload.kind === 'entry' && String(payload.fields['MESSAGE']).startsWith('Started worker.service'),
      );
      if (skipped?.payload.kind !== 'entry' || started?.payload.kind !== 'entry') throw new Error('the excerpts have changed');
      const fields = { ...started.payload.fields, UNIT: 'guarded.service', JOB_ID: skipped.payload.fields['JOB_ID'] ?? '' };
      const at = { ...started.at, bootId: '0'.repeat(32), realtimeUsec: all[0]!.at.realtimeUsec - 60_000_000n };
      return [{ ...started, at, payload: { ...started.payload, fields: { ...fields, _BOOT_ID: at.bootId } } }, ...all];
    };
    const events = eventsOf('condition-skip-live', 'guarded.service', earlier);
    expect(kinds(events).filter((kind) => kind === 'skipped')).toHaveLength(2);
  });

  it('a skip by ExecCondition= is told', () => {
    expect(kinds(eventsOf('exec-condition-skip-live', 'guarded.service'))).toContain('skipped');
  });

  it('a start limit is told', () => {
    expect(kinds(eventsOf('start-limit-live', 'limited.service'))).toContain('start-limit-hit');
  });

  it('is in the order of time, cites what tells it, and nothing is told twice', () => {
    for (const [name, unit] of [
      ['start-limit-live', 'limited.service'],
      ['exec-condition-skip-live', 'guarded.service'],
      ['restart-policy-live-257', 'worker.service'],
      ['client-restart-back', 'worker.service'],
      ['timer-live', 'tick.service'],
    ] as const) {
      const events = eventsOf(name, unit);
      const times = events.map(({ at }) => at.realtimeUsec);
      expect(times, name).toEqual(times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      expect(
        events.every(({ evidence }) => evidence.length > 0),
        name,
      ).toBe(true);
      const texts = events.map(({ kind, at }) => `${kind} ${String(at.realtimeUsec)}`);
      expect(new Set(texts).size, `${name}: ${texts.join(', ')}`).toBe(texts.length);
    }
  });

  it('may begin at a time', () => {
    const { history } = replay(excerpt('client-restart-live'));
    const record = history.unit('worker.service');
    const from = record.starts.at(-2)?.at;
    const events = unitEvents(record, history, createEvidenceIndex(), ({ at }) => from !== undefined && compareInstants(at, from) >= 0);
    expect(kinds(events)).toEqual(['stopped']);
  });
});
