/** A moment as its fields in a zone. */
export interface ClockFields {
  readonly day: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day and the time of day in a zone that Intl knows, with `digits` (0, 3 or 6) of the second's fraction: `2026-11-20`, `14:00:28.067`. */
export function clock(usec: number, zone: string, digits: 0 | 3 | 6 = 0): ClockFields {
  const milliseconds = Math.floor(usec / 1000);
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(milliseconds)
      .map(({ type, value }) => [type, value]),
  );
  const fraction = String(usec % 1_000_000)
    .padStart(6, '0')
    .slice(0, digits);
  return {
    day: `${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`,
    time: `${parts['hour'] ?? ''}:${parts['minute'] ?? ''}:${parts['second'] ?? ''}${digits === 0 ? '' : `.${fraction}`}`,
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  formats.set(zone, made);
  return made;
}
