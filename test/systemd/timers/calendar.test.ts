import { describe, expect, it } from 'vitest';
import { parseCalendar, zoneOf } from '../../../src/systemd/timers/calendar.ts';

const matches = (spec: string, at: string): boolean | undefined => parseCalendar(spec)?.matches(new Date(at));

describe('a calendar as the manager writes it', () => {
  it('has steps, ranges and lists', () => {
    expect(matches('*-*-* *:*:00/3', '2026-11-30T14:41:33Z')).toBe(true);
    expect(matches('*-*-* *:*:00/3', '2026-11-30T14:41:34Z')).toBe(false);
    expect(matches('*-*-* 06,18:00:00', '2026-11-30T18:00:00Z')).toBe(true);
    expect(matches('*-*-1..7 04:00:00', '2026-11-08T04:00:00Z')).toBe(false);
    expect(matches('*-01,04,07,10-01 00:00:00', '2026-07-01T00:00:00Z')).toBe(true);
  });

  it('has days of the week', () => {
    expect(matches('Mon..Fri *-*-* 10:00:00', '2026-11-30T10:00:00Z')).toBe(true);
    expect(matches('Mon..Fri *-*-* 10:00:00', '2026-11-29T10:00:00Z')).toBe(false);
    expect(matches('Sat,Sun *-*-* 10:00:00', '2026-11-29T10:00:00Z')).toBe(true);
    expect(matches('Fri..Sun *-*-* 10:00:00', '2026-11-29T10:00:00Z')).toBe(true);
  });

  it('is not understood where it has another zone, fractions or the end of a month', () => {
    for (const spec of ['*-*-* 00:00:00 Europe/Berlin', '*-*-* *:*:00.500000', '*-*~01 00:00:00', 'daily', '', '*-*-* *:*:0/0']) {
      expect(parseCalendar(spec)).toBeUndefined();
    }
  });

  it('has the zone in which it comes next when the manager says that it does', () => {
    const daily = parseCalendar('*-*-* 06:00:00');
    const next = Date.parse('2026-11-30T05:00:00Z') / 1000;
    expect(daily === undefined ? undefined : zoneOf(daily, next)).toBe(3600);
    const inUtc = parseCalendar('*-*-* 06:00:00 UTC');
    expect(inUtc === undefined ? undefined : zoneOf(inUtc, next)).toBe(0);
    expect(daily === undefined ? undefined : zoneOf(daily, next + 7)).toBeUndefined();
  });
});
