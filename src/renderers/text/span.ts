const UNITS = [
  ['d', 86_400_000_000n],
  ['h', 3_600_000_000n],
  ['min', 60_000_000n],
  ['s', 1_000_000n],
  ['ms', 1_000n],
  ['us', 1n],
] as const;

/** A span of µs in its two largest units, as systemd writes it: `1min 2s`, `31s`, `102ms`. */
export function span(usec: bigint): string {
  if (usec < 0n) return `-${span(-usec)}`;
  const first = UNITS.findIndex(([, size]) => usec >= size);
  if (first === -1) return '0s';
  const [unit, size] = UNITS[first] ?? UNITS[5];
  const whole = `${usec / size}${unit}`;
  const next = UNITS[first + 1];
  if (next === undefined || first >= 3) return first === 3 && usec < 10_000_000n ? tenths(usec) : whole;
  const rest = (usec % size) / next[1];
  return rest === 0n ? whole : `${whole} ${rest}${next[0]}`;
}

/** Under ten seconds a tenth still tells: `1.1s`. */
function tenths(usec: bigint): string {
  const rest = (usec % 1_000_000n) / 100_000n;
  return rest === 0n ? `${usec / 1_000_000n}s` : `${usec / 1_000_000n}.${rest}s`;
}
