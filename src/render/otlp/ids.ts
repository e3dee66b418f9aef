import type { Start } from '../../model/timeline.ts';

const SIZES = {
  64: { prime: 0x100000001b3n, basis: 0xcbf29ce484222325n },
  128: { prime: 0x1000000000000000000013bn, basis: 0x6c62272e07bb014262b821756295c58dn },
} as const;

/** The FNV-1a hash of a text's UTF-8, in lower-case hexadecimal digits. The constants are those of its authors, Fowler, Noll and Vo. */
export function fnv1a(text: string, bits: keyof typeof SIZES): string {
  const { prime, basis } = SIZES[bits];
  let hash: bigint = basis;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(bits, (hash ^ BigInt(byte)) * prime);
  return hash.toString(16).padStart(bits / 4, '0');
}

/** Which span of a start's trace: the time that the unit was down, a hop counted from the root, the start itself. */
export type SpanRole = 'outage' | `hop ${number}` | 'start';

/**
 * The trace of a start. The invocation id is one already: 128 random bits that systemd gives to this start alone, so that a start that is posted twice is one
 * trace. Where none is known the unit, the boot and the moment make one.
 */
export function traceIdOf({ invocationId, unit, at, host }: Start): string {
  if (invocationId !== undefined && /^(?!0{32})[0-9a-f]{32}$/.test(invocationId)) return invocationId;
  return fnv1a([host ?? '', at.bootId ?? '', unit, invocationId ?? '', String(at.monotonicUsec ?? at.realtimeUsec)].join('\0'), 128);
}

/** A span of a trace, the same whenever it is asked for. */
export function spanIdOf(traceId: string, role: SpanRole): string {
  const id = fnv1a(`${traceId} ${role}`, 64);
  return id === NONE ? FIRST : id;
}

/** All zeros is no id (W3C Trace Context, section 3.2.2.4). */
const NONE = '0'.repeat(16);
const FIRST = '1'.padStart(16, '0');
