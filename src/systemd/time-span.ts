/** The units in which a span of time is written, largest first, in µs (systemd.time(7)). */
export const TIME_UNITS = [
  ['d', 86_400_000_000n],
  ['h', 3_600_000_000n],
  ['min', 60_000_000n],
  ['s', 1_000_000n],
  ['ms', 1_000n],
  ['us', 1n],
] as const;
