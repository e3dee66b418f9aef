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
  readonly story: LiveReporter;
  /** What was printed, in words. */
  readonly told: string[];
  /** Units that the manager was asked about. */
  readonly asked: string[];
  feed(observations: readonly Observation[]): void;
}

/** A watch of one unit whose sources are played by hand. */
function watch(unit: string, begun: Observation, tellsEvents = true): Watch {
  const history = createHistory('system');
  const told: string[] = [];
  const asked: string[] = [];
  const sink: LiveSink = {
    start: (start) => told.push(`start ${String(start.jobId)} by ${start.mechanism} (${start.strength})`),
    event: tellsEvents ? (event) => told.push(event.kind) : undefined,
    gap: (gap) => told.push(`gap: ${gap.text}`),
  };
  const bus = {
    unitProperties: (name: string) => {
      asked.push(name);
      return Promise.reject(new Error('not loaded'));
    },
  } as unknown as SystemBus;
  const story = createLiveReporter({ history, bus, begun: begun.at, isWatched: (name) => name === unit, sink });
  return {
    story,
    told,
    asked,
    feed(observations) {
      for (const observation of observations) {
        for (const start of history.add(observation)) story.start(start);
        const text = encodeObservation(observation);
        if (text.includes(unit.replace('.', '_2e')) || text.includes(unit)) story.change(unit);
      }
    },
  };
}

const restarts = excerpt('client-restart-live');
const listening = (observations: readonly Observation[]): Observation => observations.find(({ payload }) => payload.kind === 'listening')!;
const isLine = ({ payload }: Observation): boolean => payload.kind === 'entry';

describe('a watch tells', () => {
  it('each thing once, in the order of time: the stop of a restart before its start', async () => {
    const { story, told, feed } = watch('worker.service', listening(restarts));
    feed(restarts);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual([
      'stopped',
      'start 77 by client-request (stated)',
      'stopped',
      'start 106 by client-request (stated)',
      'stopped',
      'start 135 by client-request (stated)',
    ]);
    const finishing = story.finish();
    await vi.advanceTimersByTimeAsync(2_000);
    await finishing;
    expect(told).toHaveLength(6);
  });

  it('the same when the observations come one by one', async () => {
    const { story, told, feed } = watch('worker.service', listening(restarts));
    for (const observation of restarts) {
      feed([observation]);
      await vi.advanceTimersByTimeAsync(20);
    }
    const finishing = story.finish();
    await vi.advanceTimersByTimeAsync(2_000);
    await finishing;
    expect(told.filter((line) => line.startsWith('start'))).toHaveLength(3);
    expect(told.filter((line) => line === 'stopped')).toHaveLength(3);
    expect(told.indexOf('stopped')).toBeLessThan(told.findIndex((line) => line.startsWith('start')));
  });

  it('a start as soon as its line is read, and not before what follows from it could be heard', async () => {
    const { told, feed } = watch('worker.service', listening(restarts));
    feed(restarts);
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(150);
    expect(told.filter((line) => line.startsWith('start'))).toHaveLength(3);
  });

  it('a start without a line after a second, less sure', async () => {
    const { told, feed } = watch('worker.service', listening(restarts));
    feed(restarts.filter((one) => !isLine(one)));
    await vi.advanceTimersByTimeAsync(500);
    expect(told.filter((line) => line.startsWith('start'))).toEqual([]);
    await vi.advanceTimersByTimeAsync(600);
    expect(told.filter((line) => line.startsWith('start'))).toEqual([
      'start 77 by client-request (correlated)',
      'start 106 by client-request (correlated)',
      'start 135 by client-request (correlated)',
    ]);
  });

  it('what is still waiting, when it is ended', async () => {
    const { story, told, feed } = watch('worker.service', listening(restarts));
    feed(restarts.filter((one) => !isLine(one)));
    const finishing = story.finish();
    await vi.advanceTimersByTimeAsync(1_500);
    await finishing;
    expect(told.filter((line) => line.startsWith('start'))).toHaveLength(3);
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
    expect(other.told).toEqual([]);
    expect(late.told.filter((line) => line.startsWith('start'))).toEqual([]);
  });

  it('only starts where it is told so', async () => {
    const { told, feed } = watch('worker.service', listening(restarts), false);
    feed(restarts);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toHaveLength(3);
  });

  it('a gap, once', async () => {
    const { told, feed } = watch('worker.service', listening(restarts));
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
    expect(told.filter((line) => line.startsWith('gap'))).toEqual(['gap: worker.service: the bus was lost']);
  });

  it('a skipped start, which is no start', async () => {
    const skips = excerpt('condition-skip-live');
    const { told, feed } = watch('guarded.service', listening(skips));
    feed(skips);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual(['skipped', 'skipped', 'start 106 by client-request (stated)']);
    expect(skips.filter(({ payload }) => isEntry(payload, 'was skipped'))).toHaveLength(2);
  });
});

it('a unit of the chain that nothing is known of is asked about once, while it is loaded', async () => {
  const required = excerpt('required-by-live').filter(
    ({ payload }) => payload.kind !== 'unit-properties' || payload.unit !== 'front.service',
  );
  const { told, asked, feed } = watch('back.service', listening(required));
  feed(required);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toEqual(['start 77 by required-by (stated)']);
  expect(asked).toEqual([...new Set(asked)]);
  expect(asked).toContain('front.service');
});
