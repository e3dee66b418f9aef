import { usecBetween, type Instant } from '../../model/instant.ts';

/** The UNIX time in ns of moments around `anchor`: by the monotonic clock where both have it, so that a step of the wall clock moves nothing within a trace. */
export function clockAround(anchor: Instant): (at: Instant) => bigint {
  return (at) => {
    const usec = anchor.realtimeUsec - usecBetween(at, anchor);
    return usec < 0n ? 0n : usec * 1000n;
  };
}
