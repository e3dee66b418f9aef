import { describe, expect, it } from 'vitest';
import { told } from './told.ts';

const whole = told('client-restart-back', ['worker.service']).timeline;

describe('a timeline', () => {
  it('has all starts in the order of time, over all units asked for', () => {
    const { timeline } = told('required-by-live', ['front.service', 'back.service']);
    expect(timeline.starts.map(({ unit }) => unit).sort()).toEqual(['back.service', 'front.service']);
    const times = timeline.starts.map(({ at }) => at.realtimeUsec);
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(timeline.counts).toEqual([
      { unit: 'front.service', starts: 1, atLeast: false },
      { unit: 'back.service', starts: 1, atLeast: false },
    ]);
  });

  it('has at most so many starts of each unit, the newest, and counts them all', () => {
    const { timeline } = told('client-restart-back', ['worker.service'], { lines: 2 });
    expect(whole.starts).toHaveLength(4);
    expect(timeline.starts).toEqual([
      expect.objectContaining({ invocationId: whole.starts[2]?.invocationId }),
      expect.objectContaining({ invocationId: whole.starts[3]?.invocationId }),
    ]);
    expect(timeline.counts[0]?.starts).toBe(4);
    expect(told('client-restart-back', ['worker.service'], { lines: 0 }).timeline.starts).toEqual([]);
  });

  it('has the starts of its window, both ends included', () => {
    const [, second, third] = whole.starts;
    const { timeline } = told('client-restart-back', ['worker.service'], { since: second!.at, until: third!.at });
    expect(timeline.starts.map(({ invocationId }) => invocationId)).toEqual([second?.invocationId, third?.invocationId]);
    expect(timeline.window).toEqual({ since: second?.at, until: third?.at });
  });

  it('tells no events from before the first start that it tells, but for the end right before it', () => {
    const { timeline } = told('client-restart-back', ['worker.service'], { lines: 1 });
    expect(timeline.events.map(({ kind }) => kind)).toEqual(['stopped']);
    expect(timeline.events[0]?.at).toEqual(timeline.starts[0]?.previousEnd?.at);
  });

  it('describes the units as they are at the end', () => {
    expect(whole.units).toMatchObject([
      {
        id: 'worker.service',
        askedFor: 'worker.service',
        loadState: 'loaded',
        activeState: 'active',
        fragmentPath: '/etc/systemd/system/worker.service',
      },
    ]);
    expect(whole.units[0]?.mainPid).toBeGreaterThan(1);
  });

  it('says who the host is and how its sources were', () => {
    expect(whole.host).toMatchObject({ hostname: 'lab', systemdVersion: expect.stringMatching(/^252 /) as unknown });
    expect(whole.sources.map(({ name }) => name).sort()).toEqual(['journal', 'system-bus', 'unit-files']);
    expect(whole.generator).toEqual({ name: 'whyalive', version: '0.0.0' });
  });

  it('takes counts that were made elsewhere', () => {
    const counts = [{ unit: 'worker.service', starts: 900, atLeast: true }];
    expect(told('client-restart-back', ['worker.service'], { counts }).timeline.counts).toBe(counts);
  });

  it('of a unit of which nothing is known is empty, and no error', () => {
    const { timeline } = told('client-restart-back', ['nobody.service']);
    expect(timeline).toMatchObject({ starts: [], events: [], suspects: [], counts: [{ unit: 'nobody.service', starts: 0 }] });
  });

  it('is the same each time it is made of the same history', () => {
    const { timeline } = told('wanted-by-target-live', ['web.service', 'cache.service']);
    expect(told('wanted-by-target-live', ['web.service', 'cache.service']).timeline).toEqual(timeline);
  });
});
