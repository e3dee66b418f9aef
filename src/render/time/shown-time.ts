import { LAST_USEC } from '../../model/instant.ts';

/** A time as it can be shown: what was reckoned beyond the calendar's ends is told as its end. */
export function shownUsec(realtimeUsec: bigint): bigint {
  return realtimeUsec < 0n ? 0n : realtimeUsec > LAST_USEC ? LAST_USEC : realtimeUsec;
}
