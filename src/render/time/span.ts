import { TIME_UNITS } from '../../systemd/time-span.ts';

/** A span of µs in its two largest units, as systemd writes it: `1min 2s`, `31s`, `102ms`. */
export function span(usec: bigint): string {
  if (usec < 0n) return `-${span(-usec)}`;
  const first = TIME_UNITS.findIndex(([, size]) => usec >= size);
  if (first === -1) return '0s';
  const [unit, size] = TIME_UNITS[first] ?? TIME_UNITS[5];
  const whole = `${usec / size}${unit}`;
  const next = TIME_UNITS[first + 1];
  if (next === undefined || first >= 3) return first === 3 && usec < 10_000_000n ? tenths(usec) : whole;
  const rest = (usec % size) / next[1];
  return rest === 0n ? whole : `${whole} ${rest}${next[0]}`;
}

/** Under ten seconds a tenth still tells: `1.1s`. */
function tenths(usec: bigint): string {
  const rest = (usec % 1_000_000n) / 100_000n;
  return rest === 0n ? `${usec / 1_000_000n}s` : `${usec / 1_000_000n}.${rest}s`;
}
