import { defined } from '../defined.ts';

/**
 * A point in time on one boot of one host. Counts are µs.
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

/** How far two instants are apart, in µs, whichever comes first. */
export function usecApart(a: Instant, b: Instant): bigint {
  const distance = usecBetween(a, b);
  return distance < 0n ? -distance : distance;
}

/** Whether two instants are at most `usec` apart, whichever comes first. */
export function within(a: Instant, b: Instant, usec: bigint): boolean {
  return usecApart(a, b) <= usec;
}

/** Whether `later` follows `earlier` by at most `usec`. With `slackUsec` it may come before it by that much, for two clocks that do not quite agree. */
export function follows(later: Instant, earlier: Instant, usec: bigint, slackUsec = 0n): boolean {
  const distance = usecBetween(earlier, later);
  return distance >= -slackUsec && distance <= usec;
}

/** Whether a moment lies between two others, and is neither of them. */
export function isBetween(moment: Instant, from: Instant, to: Instant): boolean {
  return compareInstants(moment, from) > 0 && compareInstants(moment, to) < 0;
}

/** Orders instants by time; negative when `a` is earlier. */
export function compareInstants(a: Instant, b: Instant): number {
  const distance = usecBetween(b, a);
  return distance < 0n ? -1 : distance > 0n ? 1 : 0;
}

/** An Instant in JSON: µs as decimal strings. */
interface PlainInstant {
  readonly realtimeUsec: string;
  readonly monotonicUsec?: string;
  readonly bootId?: string;
}

export function encodeInstant({ realtimeUsec, monotonicUsec, bootId }: Instant): PlainInstant {
  return defined({
    realtimeUsec: realtimeUsec.toString(),
    monotonicUsec: monotonicUsec?.toString(),
    bootId,
  });
}

/** The last µs of the year 9999, beyond which no calendar writes a time. */
export const LAST_USEC = 253_402_300_799_999_999n;

/** Whether a count of µs is a time that a clock can show: from 1970 to the end of the year 9999. */
export function isTime(realtimeUsec: bigint): boolean {
  return realtimeUsec >= 0n && realtimeUsec <= LAST_USEC;
}

/** Undefined when it is none; 20 digits are the most that systemd's own 64 bits need. */
export function decodeInstant(value: unknown): Instant | undefined {
  if (!isRecord(value)) return undefined;
  const realtimeUsec = decodeCount(value['realtimeUsec']);
  const monotonicUsec = decodeCount(value['monotonicUsec']);
  const bootId = value['bootId'];
  if (realtimeUsec === undefined || !isTime(realtimeUsec)) return undefined;
  return defined({ realtimeUsec, monotonicUsec, bootId: typeof bootId === 'string' ? bootId : undefined });
}

/** Whether foreign data is an object with named members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeCount(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}
