import type { Instant } from '../../model/instant.ts';
import { format } from 'date-fns/format';
import { shownUsec } from './shown-time.ts';
import { defined } from '../../defined.ts';

/** A moment as its fields in a zone. */
export interface ClockFields {
  readonly day: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day and the time of day in a zone that Intl knows, with `digits` (0, 3 or 6) of the second's fraction: `2026-11-20`, `14:00:28.067`. */
export function clock(usec: number, zone: string, digits: 0 | 3 | 6 = 0): ClockFields {
  const milliseconds = Number(shownUsec(BigInt(Math.floor(usec))) / 1000n);
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

/** Writes moments in UTC and, where that is another zone, in a local one. Pure: nothing is taken from the process. */
export interface ZonedTime {
  /** The local zone as Intl names it; left out where it is UTC, or no zone that Intl knows. */
  readonly zone?: string;
  /** `2026-11-20 14:00:28 UTC` */
  readonly utc: (at: Instant) => string;
  /** `14:00:28 UTC`, with its day where that is not the day of `reference`. */
  readonly short: (at: Instant, reference: Instant) => string;
  /** `2026-11-20 19:30:28`; undefined where there is no other zone. */
  readonly local: (at: Instant) => string | undefined;
  /** `2026-11-20 14:00:28 UTC (19:30:28 Asia/Kolkata)`; the local day stands where it is another one. */
  readonly both: (at: Instant) => string;
  /** `2026-11-20 14:00:28 to 14:07:01 UTC (19:30:28 to 19:37:01 Asia/Kolkata)` */
  readonly range: (from: Instant, to: Instant) => string;
}

/** How times are written in reports that leave the machine: UTC always, `zoneName` beside it; with so many decimals of a second. */
export function zonedTime({ zoneName }: { readonly zoneName: string }, decimals: 0 | 3 = 0): ZonedTime {
  const zone = otherZone(zoneName);
  const inUtc = writerIn('UTC', decimals);
  const inZone = zone === undefined ? undefined : writerIn(zone, decimals);
  const both = (from: Instant, to?: Instant): string => {
    const [begin, end] = [inUtc(from), to === undefined ? undefined : inUtc(to)];
    const text = `${begin.day} ${words(begin, end, begin.day)} UTC`;
    if (inZone === undefined || zone === undefined) return text;
    const here = inZone(from);
    const there = to === undefined ? undefined : inZone(to);
    const day = here.day === begin.day ? '' : `${here.day} `;
    return `${text} (${day}${words(here, there, here.day)} ${zone})`;
  };
  return defined({
    zone,
    utc: (at) => `${joined(inUtc(at))} UTC`,
    short: (at, reference) => {
      const { day, time } = inUtc(at);
      return `${day === inUtc(reference).day ? '' : `${day} `}${time} UTC`;
    },
    local: (at) => (inZone === undefined ? undefined : joined(inZone(at))),
    both: (at) => both(at),
    range: (from, to) => both(from, to),
  });
}

function words(begin: ClockFields, end: ClockFields | undefined, day: string): string {
  if (end === undefined || joined(begin) === joined(end)) return begin.time;
  return `${begin.time} to ${end.day === day ? '' : `${end.day} `}${end.time}`;
}

function joined({ day, time }: ClockFields): string {
  return `${day} ${time}`;
}

/** UTC has many names; a name that Intl does not know is no zone. */
function otherZone(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions();
    return timeZone === 'UTC' || UTC_NAMES.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}

const UTC_NAMES = /^(?:Etc\/)?(?:UTC|UCT|GMT|Zulu|Universal)$/;

function writerIn(timeZone: string, decimals: 0 | 3): (at: Instant) => ClockFields {
  return ({ realtimeUsec }) => clock(Number(shownUsec(realtimeUsec)), timeZone, decimals);
}

/** In which zone times are shown: UTC, or that of the process (TZ). */
export type Zone = 'utc' | 'local';

/** A time of day to the second: `14:00:28`. */
export function timeOfDay(instant: Instant, zone: Zone): string {
  return format(dateIn(instant, zone), 'HH:mm:ss');
}

/** A time of day to the millisecond: `14:00:28.067`. */
export function preciseTime(instant: Instant, zone: Zone): string {
  return format(dateIn(instant, zone), 'HH:mm:ss.SSS');
}

/** The day: `Fri 2026-11-20`. */
export function dayOf(instant: Instant, zone: Zone): string {
  return format(dateIn(instant, zone), 'EEE yyyy-MM-dd');
}

/** The time of day, with the day before it where that is not the day of `reference`. */
export function moment(instant: Instant, reference: Instant, zone: Zone): string {
  const day = dayOf(instant, zone);
  return day === dayOf(reference, zone) ? timeOfDay(instant, zone) : `${day} ${timeOfDay(instant, zone)}`;
}

function dateIn({ realtimeUsec }: Instant, zone: Zone): Date {
  const milliseconds = Number(shownUsec(realtimeUsec) / 1000n);
  return zone === 'utc' ? new UtcDate(milliseconds) : new Date(milliseconds);
}

/** A Date whose own fields are those in UTC, which is what date-fns reads. */
class UtcDate extends Date {
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override getDay(): number {
    return this.getUTCDay();
  }
  override getHours(): number {
    return this.getUTCHours();
  }
  override getMinutes(): number {
    return this.getUTCMinutes();
  }
  override getSeconds(): number {
    return this.getUTCSeconds();
  }
  override getMilliseconds(): number {
    return this.getUTCMilliseconds();
  }
}
