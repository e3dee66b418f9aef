import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLiveReporter, type LiveSink, type LiveReporter } from '../../../src/session/live/live-reporter.ts';
import { createHistory } from '../../../src/history/history.ts';
import { encodeObservation } from '../../../src/recording/format.ts';
import type { Observation } from '../../../src/model/observation.ts';
import type { SystemBus } from '../../../src/collect/bus/system-bus.ts';
import { excerpt } from '../../history/excerpt.ts';
import { isEntry } from '../../analysis/story.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Watch {
  readonly reporter: LiveReporter;
  /** What was printed, in words. */
  readonly reported: string[];
  /** Units that the manager was queried about. */
  readonly queried: string[];
  feed(observations: readonly Observation[]): void;
}

/** A watch of one unit whose sources are played by hand. */
function watch(unit: string, begun: Observation, tellsEvents = true): Watch {
  const history = createHistory('system');
  const reported: string[] = [];
  const queried: string[] = [];
  const sink: LiveSink = {
    start: (start) => reported.push(`start ${String(start.jobId)} by ${start.mechanism} (${start.strength})`),
    event: tellsEvents ? (event) => reported.push(event.kind) : undefined,
    gap: (gap) => reported.push(`gap: ${gap.text}`),
  };
  const bus = {
    unitProperties: (name: string) => {
      queried.push(name);
      return Promise.reject(new Error('not loaded'));
    },
  } as unknown as SystemBus;
  const reporter = createLiveReporter({ history, bus, begun: begun.at, isWatched: (name) => name === unit, sink });
  return {
    reporter,
    reported,
    queried,
    feed(observations) {
      for (const observation of observations) {
        for (const start of history.add(observation)) reporter.start(start);
        const text = encodeObservation(observation);
        if (text.includes(unit.replace('.', '_2e')) || text.includes(unit)) reporter.change(unit);
      }
    },
  };
}

const restarts = excerpt('client-restart-live');
const listening = (observations: readonly Observation[]): Observation => observations.find(({ payload }) => payload.kind === 'listening')!;
const isLine = ({ payload }: Observation): boolean => payload.kind === 'entry';

describe('a watch reports', () => {
  it('each gap once, though the history forgets the oldest', async () => {
    const first = listening(restarts);
    const { reporter, reported, feed } = watch('worker.service', first);
    for (let gap = 0; gap < 3000; gap += 1) {
      const { at } = first;
      feed([{ sequence: first.sequence, at, payload: { source: 'journal', kind: 'gap', from: at, to: at, text: String(gap) } }]);
      reporter.gap();
      if (gap % 100 === 99) await vi.advanceTimersByTimeAsync(60);
    }
    expect(reported).toEqual(Array.from({ length: 3000 }, (_, gap) => `gap: ${String(gap)}`));
  });

  it('each thing once, in the order of time: the stop of a restart before its start', async () => {
    const { reporter, reported, feed } = watch('worker.service', listening(restarts));
    feed(restarts);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reported).toEqual([
      'stopped',
      'start 77 by client-request (stated)',
      'stopped',
      'start 106 by client-request (stated)',
      'stopped',
      'start 135 by client-request (stated)',
    ]);
    const finishing = reporter.finish();
    await vi.advanceTimersByTimeAsync(2_000);
    await finishing;
    expect(reported).toHaveLength(6);
  });

  it('the same when the observations come one by one', async () => {
    const { reporter, reported, feed } = watch('worker.service', listening(restarts));
    for (const observation of restarts) {
      feed([observation]);
      await vi.advanceTimersByTimeAsync(20);
    }
    const finishing = reporter.finish();
    await vi.advanceTimersByTimeAsync(2_000);
    await finishing;
    expect(reported.filter((line) => line.startsWith('start'))).toHaveLength(3);
    expect(reported.filter((line) => line === 'stopped')).toHaveLength(3);
    expect(reported.indexOf('stopped')).toBeLessThan(reported.findIndex((line) => line.startsWith('start')));
  });

  it('a start as soon as its line is read, and not before what follows from it could be heard', async () => {
    const { reported, feed } = watch('worker.service', listening(restarts));
    feed(restarts);
    await vi.advanceTimersByTimeAsync(200);
    expect(reported).toEqual([]);
    await vi.advanceTimersByTimeAsync(150);
    expect(reported.filter((line) => line.startsWith('start'))).toHaveLength(3);
  });

  it('a start without a line after a second, less sure', async () => {
    const { reported, feed } = watch('worker.service', listening(restarts));
    feed(restarts.filter((one) => !isLine(one)));
    await vi.advanceTimersByTimeAsync(500);
    expect(reported.filter((line) => line.startsWith('start'))).toEqual([]);
    await vi.advanceTimersByTimeAsync(600);
    expect(reported.filter((line) => line.startsWith('start'))).toEqual([
      'start 77 by client-request (correlated)',
      'start 106 by client-request (correlated)',
      'start 135 by client-request (correlated)',
    ]);
  });

  it('what is still waiting, when it is ended', async () => {
    const { reporter, reported, feed } = watch('worker.service', listening(restarts));
    feed(restarts.filter((one) => !isLine(one)));
    const finishing = reporter.finish();
    await vi.advanceTimersByTimeAsync(1_500);
    await finishing;
    expect(reported.filter((line) => line.startsWith('start'))).toHaveLength(3);
  });

  it('no start of another unit, and none from before it began', async () => {
    const other = watch('other.service', listening(restarts));
    other.feed(restarts);
    const late = watch(
      'worker.service',
      restarts.reduce((a, b) => (a.at.realtimeUsec > b.at.realtimeUsec ? a : b)),
    );
    late.feed(restarts);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(other.reported).toEqual([]);
    expect(late.reported.filter((line) => line.startsWith('start'))).toEqual([]);
  });

  it('only starts and gaps to a sink that takes no events', async () => {
    const { reported, feed } = watch('worker.service', listening(restarts), false);
    feed(restarts);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reported).toHaveLength(3);
  });

  it('a gap, once', async () => {
    const { reported, feed } = watch('worker.service', listening(restarts));
    const last = restarts.at(-1)!;
    feed(restarts);
    feed([
      {
        sequence: last.sequence + 1,
        at: last.at,
        payload: { source: 'system-bus', kind: 'gap', from: last.at, to: last.at, text: 'worker.service: the bus was lost' },
      },
    ]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reported.filter((line) => line.startsWith('gap'))).toEqual(['gap: worker.service: the bus was lost']);
  });

  it('a skipped start, which is no start', async () => {
    const skips = excerpt('condition-skip-live');
    const { reported, feed } = watch('guarded.service', listening(skips));
    feed(skips);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reported).toEqual(['skipped', 'skipped', 'start 106 by client-request (stated)']);
    expect(skips.filter(({ payload }) => isEntry(payload, 'was skipped'))).toHaveLength(2);
  });
});

it('a unit of the chain of which nothing is known is queried once, while it is loaded', async () => {
  const required = excerpt('required-by-live').filter(
    ({ payload }) => payload.kind !== 'unit-properties' || payload.unit !== 'front.service',
  );
  const { reported, queried, feed } = watch('back.service', listening(required));
  feed(required);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reported).toEqual(['start 77 by required-by (stated)']);
  expect(queried).toEqual([...new Set(queried)]);
  expect(queried).toContain('front.service');
});
