/**
 * A moment on one boot of one host. Counts are µs.
 * `monotonicUsec` is CLOCK_MONOTONIC and is comparable only between instants of the same `bootId`.
 */
export interface Instant {
  readonly realtimeUsec: bigint;
  readonly monotonicUsec?: bigint;
  readonly bootId?: string;
}

/** Distance from `a` to `b` in µs, on the monotonic clock where both have it on the same boot, else on the wall clock. */
export function usecBetween(a: Instant, b: Instant): bigint {
  if (a.monotonicUsec !== undefined && b.monotonicUsec !== undefined && a.bootId === b.bootId) {
    return b.monotonicUsec - a.monotonicUsec;
  }
  return b.realtimeUsec - a.realtimeUsec;
}

/** Orders instants by time; negative when `a` is earlier. */
export function compareInstants(a: Instant, b: Instant): number {
  const distance = usecBetween(b, a);
  return distance < 0n ? -1 : distance > 0n ? 1 : 0;
}
