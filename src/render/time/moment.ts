import { format } from 'date-fns/format';
import type { Instant } from '../../model/instant.ts';

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
  const milliseconds = Number(realtimeUsec / 1000n);
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
  override getTimezoneOffset(): number {
    return 0;
  }
}
