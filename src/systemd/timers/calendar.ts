/** A calendar of OnCalendar= as the manager writes it (calendar_spec_to_string() in src/shared/calendarspec.c), down to seconds. */
export interface Calendar {
  readonly isUtc: boolean;
  readonly matches: (at: Date) => boolean;
}

type Part = (value: number) => boolean;

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Undefined for what is not understood here: another zone than UTC, days counted from the end of the month, and fractions of a second. */
export function parseCalendar(spec: string): Calendar | undefined {
  const found = /^(?:([A-Z][A-Za-z,.]*) )?([^\s-]+)-([^\s-]+)-([^\s-]+) ([^\s:]+):([^\s:]+):([^\s:]+)( UTC)?$/.exec(spec);
  if (found === null) return undefined;
  const [, days, ...rest] = found;
  const weekday = days === undefined ? () => true : parseWeekdays(days);
  const [year, month, day, hour, minute, second] = rest.slice(0, 6).map((text) => parsePart(text));
  if (weekday === undefined || year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  return {
    isUtc: rest[6] !== undefined,
    matches: (at) =>
      second(at.getUTCSeconds()) &&
      minute(at.getUTCMinutes()) &&
      hour(at.getUTCHours()) &&
      day(at.getUTCDate()) &&
      month(at.getUTCMonth() + 1) &&
      year(at.getUTCFullYear()) &&
      weekday(at.getUTCDay()),
  };
}

function parsePart(text: string): Part | undefined {
  if (text === '*') return () => true;
  const parts = text.split(',').map((one): Part | undefined => {
    const found = /^(?:\*|(\d+)(?:\.\.(\d+))?)(?:\/(\d+))?$/.exec(one);
    if (found === null) return undefined;
    const [, from, to, step] = found;
    const first = Number(from ?? 0);
    const last = to === undefined ? (step === undefined ? first : Infinity) : Number(to);
    const by = Number(step ?? 1);
    return by < 1 ? undefined : (value) => value >= first && value <= last && (value - first) % by === 0;
  });
  return parts.every((part) => part !== undefined) ? (value) => parts.some((part) => part(value)) : undefined;
}

function parseWeekdays(text: string): Part | undefined {
  const parts = text.split(',').map((one): Part | undefined => {
    const [first, last] = one.split('..').map((name) => WEEKDAYS.indexOf(name));
    if (first === undefined || first < 0 || last === -1) return undefined;
    // A week begins with Monday.
    const order = (day: number): number => (day + 6) % 7;
    return (day) => order(day) >= order(first) && order(day) <= order(last ?? first);
  });
  return parts.every((part) => part !== undefined) ? (value) => parts.some((part) => part(value)) : undefined;
}

const QUARTER_SECONDS = 900;

/** How far the host's clock on the wall is ahead of UTC, in seconds, as far as the calendar depends on it: the manager tells when it comes next, in UTC. */
export function zoneOf(calendar: Calendar, nextSeconds: number): number | undefined {
  if (calendar.isUtc) return 0;
  for (let quarter = 0; quarter <= 56; quarter += 1) {
    for (const offset of [quarter * QUARTER_SECONDS, -quarter * QUARTER_SECONDS]) {
      if (calendar.matches(new Date((nextSeconds + offset) * 1000))) return offset;
    }
  }
  return undefined;
}
