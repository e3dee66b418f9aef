import { describe, expect, test } from 'vitest';
import { PICTURE, PLOT } from '../../../../src/render/html/picture/geometry.ts';
import { scaleOf, usecAt, xOf, type Scale } from '../../../../src/render/html/picture/scale.ts';
import { ticksOf, type Tick } from '../../../../src/render/html/picture/ticks.ts';
import { clock } from '../../../../src/render/time/zoned-time.ts';

const MIN = 60_000_000;
const H = 60 * MIN;
const DAY = 24 * H;
const BEGIN = Date.parse('2026-11-20T14:00:28.067Z') * 1000;

const axisOf = (...moments: readonly number[]): Scale =>
  scaleOf(
    moments.map((at) => ({ at: BEGIN + at, lane: '', room: 0.5 })),
    PLOT.from,
    PLOT.to,
  );

/** The axis as the page's program has it at such a zoom, around a moment. */
function zoomed({ stops, breaks }: Scale, zoom: number, around: number): Scale {
  const middle = (PICTURE.left + PICTURE.width) / 2;
  const drawn = xOf({ stops }, around);
  return { breaks, stops: stops.map(([usec, x]) => [usec, middle + (x - drawn) * zoom]) };
}

const ticks = (scale: Scale, zone: string): readonly Tick[] => ticksOf(scale, PICTURE.left, PICTURE.width, zone);

/** Each tick says the moment at which it stands, and the day is told below the first and wherever it changes. */
function expectTrue(scale: Scale, zone: string): void {
  const found = ticks(scale, zone);
  expect(found.length).toBeGreaterThan(0);
  let day: string | undefined;
  for (const { x, text, day: below } of found) {
    const usec = Math.round(usecAt(scale, x) / 1000) * 1000;
    const told = clock(usec, zone, 3);
    if (text === told.day) expect(told.time, `${text} in ${zone}`).toBe('00:00:00.000');
    else expect(told.time.startsWith(text), `${text} stands at ${told.day} ${told.time} in ${zone}`).toBe(true);
    day = below ?? (text === told.day ? text : day);
    expect(day, `${text} of ${told.day}`).toBe(told.day);
  }
}

const AXES = {
  'a day, evenly': axisOf(0, DAY),
  'four bursts, hours apart': axisOf(
    ...[0, 5, 9, 15].flatMap((hours) => [0, 1, 2, 3, 4, 5].map((second) => hours * H + second * 1_000_000)),
  ),
  'a quarter of a second': axisOf(0, 3_000, 250_000),
  'three weeks with a change of the clock': axisOf(-25 * DAY, -20 * DAY, -4 * DAY),
};
const ZONES = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];

describe.each(Object.entries(AXES))('the axis of %s', (_name, scale) => {
  test.each(ZONES)('has marks that say when it is where they stand, whatever is zoomed, in %s', (zone) => {
    const [first, last] = [scale.stops[0]![0], scale.stops.at(-1)![0]];
    for (const zoom of [1, 1.5, 3, 20, 57.7, 400, 4000]) {
      for (const part of [0, 0.13, 0.5, 0.77, 1]) {
        expectTrue(zoom === 1 ? scale : zoomed(scale, zoom, first + part * (last - first)), zone);
      }
    }
  });
});

test('zoomed far into a day the marks are those of what is seen, and more than one', () => {
  const seen = ticks(zoomed(AXES['a day, evenly'], 1.5 ** 10, BEGIN + 7 * H), 'UTC');
  expect(seen.length).toBeGreaterThan(4);
  expect(seen.map(({ text }) => text.slice(0, 2)).every((hour) => hour === '20' || hour === '21')).toBe(true);
});

test('marks of days stand at the midnight of their zone, on both sides of a change of the clock', () => {
  const scale = axisOf(-25 * DAY, -12 * DAY);
  for (const zone of ['America/New_York', 'Asia/Kolkata']) {
    const days = ticks(scale, zone);
    expect(days.length).toBeGreaterThan(4);
    for (const { x, text } of days) {
      expect(text).toMatch(/^2026-(10|11)-\d\d$/);
      expect(clock(Math.round(usecAt(scale, x) / MIN) * MIN, zone)).toEqual({ day: text, time: '00:00:00' });
    }
  }
});
