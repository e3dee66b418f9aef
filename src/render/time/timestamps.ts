import { type Instant, usecBetween } from '../../model/instant.ts';
import { shownUsec } from './shown-time.ts';

/** An instant on the wall clock as RFC 3339 in UTC with six decimals: `2026-11-20T14:00:28.067564Z`. */
export function toRfc3339({ realtimeUsec: given }: Instant): string {
  const realtimeUsec = shownUsec(given);
  const usec = ((realtimeUsec % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = (realtimeUsec - usec) / 1_000_000n;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, -5)}.${String(usec).padStart(6, '0')}Z`;
}

/** The UNIX time in ns of moments around `anchor`: by the monotonic clock where both have it, so that a step of the wall clock moves nothing within a trace. */
export function clockAround(anchor: Instant): (at: Instant) => bigint {
  return (at) => {
    const usec = anchor.realtimeUsec - usecBetween(at, anchor);
    return usec < 0n ? 0n : usec * 1000n;
  };
}
