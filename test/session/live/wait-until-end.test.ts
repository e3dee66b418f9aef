import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilEnd } from '../../../src/session/live/wait-until-end.ts';

const DAY_USEC = 86_400_000_000n;
const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is waited for', () => {
  it.each([[1n], [24n], [30n], [100n]])('ends after %i days and not before', async (days) => {
    let isOver: boolean | undefined;
    void untilEnd(new AbortController().signal, days * DAY_USEC).then((over) => (isOver = over));
    await vi.advanceTimersByTimeAsync(Number(days) * DAY_MS - 1000);
    expect(isOver).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2000);
    expect(isOver).toBe(true);
  });

  it('ends with an interruption, however long it was to be', async () => {
    const controller = new AbortController();
    const ended = untilEnd(controller.signal, 30n * DAY_USEC);
    await vi.advanceTimersByTimeAsync(26 * DAY_MS);
    controller.abort();
    expect(await ended).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(await untilEnd(controller.signal, undefined)).toBe(false);
  });
});
