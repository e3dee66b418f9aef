import { table } from '../table.ts';

/** The units in which a span of time is written, largest first, in µs (systemd.time(7)). */
export const TIME_UNITS = [
  ['d', 86_400_000_000n],
  ['h', 3_600_000_000n],
  ['min', 60_000_000n],
  ['s', 1_000_000n],
  ['ms', 1_000n],
  ['us', 1n],
] as const;

const USEC_OF: Readonly<Record<string, bigint>> = table({
  us: 1n, usec: 1n, µs: 1n, μs: 1n,
  ms: 1_000n, msec: 1_000n,
  s: 1_000_000n, sec: 1_000_000n, second: 1_000_000n, seconds: 1_000_000n, '': 1_000_000n,
  m: 60_000_000n, min: 60_000_000n, minute: 60_000_000n, minutes: 60_000_000n,
  h: 3_600_000_000n, hr: 3_600_000_000n, hour: 3_600_000_000n, hours: 3_600_000_000n,
  d: 86_400_000_000n, day: 86_400_000_000n, days: 86_400_000_000n,
  w: 604_800_000_000n, week: 604_800_000_000n, weeks: 604_800_000_000n,
}); // prettier-ignore

const PART = /\s*(\d+)(?:\.(\d+))?\s*([a-zµμ]*)/uy;

/** Longer ones are none that anybody means; a number of many digits would take its time. */
const LONGEST = 256;

/** Reads a span as systemd.time(7) writes it (`30s`, `5min`, `1h 30min`, a bare number for seconds), in µs; undefined when it is none. */
export function parseSpan(text: string): bigint | undefined {
  if (text.length > LONGEST) return undefined;
  const span = text.trim();
  let total = 0n;
  PART.lastIndex = 0;
  do {
    const part = PART.exec(span);
    if (part === null) return undefined;
    const [, integer = '0', fraction = '', unit = ''] = part;
    const usec = USEC_OF[unit];
    if (usec === undefined) return undefined;
    total += BigInt(integer) * usec + (fraction === '' ? 0n : (BigInt(fraction) * usec) / 10n ** BigInt(fraction.length));
  } while (PART.lastIndex < span.length);
  return total;
}
