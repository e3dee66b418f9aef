import type { Instant } from './instant.ts';

/** An Instant in JSON: µs as decimal strings. */
export interface PlainInstant {
  readonly realtimeUsec: string;
  readonly monotonicUsec?: string;
  readonly bootId?: string;
}

export function encodeInstant({ realtimeUsec, monotonicUsec, bootId }: Instant): PlainInstant {
  return {
    realtimeUsec: realtimeUsec.toString(),
    ...(monotonicUsec === undefined ? {} : { monotonicUsec: monotonicUsec.toString() }),
    ...(bootId === undefined ? {} : { bootId }),
  };
}

/** Undefined when it is none; 20 digits are the most that systemd's own 64 bits need. */
export function decodeInstant(value: unknown): Instant | undefined {
  if (!isRecord(value)) return undefined;
  const realtimeUsec = decodeCount(value['realtimeUsec']);
  const monotonicUsec = decodeCount(value['monotonicUsec']);
  const bootId = value['bootId'];
  if (realtimeUsec === undefined) return undefined;
  return {
    realtimeUsec,
    ...(monotonicUsec === undefined ? {} : { monotonicUsec }),
    ...(typeof bootId === 'string' ? { bootId } : {}),
  };
}

/** Whether foreign data is an object with named members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeCount(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}
