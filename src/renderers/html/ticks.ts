import { clock } from '../zone-clock.ts';
import { xOf, type Scale } from './scale.ts';

/** A mark of the axis, with its words; `day` stands below the first one and where the day changes. */
export interface Tick {
  readonly x: number;
  readonly text: string;
  readonly day?: string;
}

const MS = 1000;
const S = 1_000_000;
const MIN = 60 * S;
const H = 60 * MIN;
const D = 24 * H;
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => count * MS),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * S),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MIN),
  ...[1, 2, 3, 6, 12].map((count) => count * H),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * D),
];
/** No two labels stand nearer than this. */
const APART = 92;
/** More than these do not fit. */
const MOST_TICKS = 60;

/** Labelled moments between `left` and `right`, round ones, far enough apart to be read. What is cut out of the axis has none. */
export function ticksOf(scale: Scale, left: number, right: number, zone: string): readonly Tick[] {
  const { stops, breaks } = scale;
  const found: { readonly usec: number; readonly x: number; readonly step: number }[] = [];
  let room = Number.NEGATIVE_INFINITY;
  const cut = new Set(breaks.flatMap(({ from, to }) => [from, to]));
  for (const [from, to] of pieces(stops, breaks)) {
    const [begins, ends] = [cut.has(from) ? xOf(scale, from) + 12 : left, cut.has(to) ? xOf(scale, to) - 12 : right - 30];
    const step = STEPS.find((one) => isReadable(scale, from, to, one)) ?? D * 365;
    for (let usec = Math.ceil(from / step) * step; usec <= to; usec += step) {
      const x = xOf(scale, usec);
      if (x < Math.max(begins, left, room) || x > Math.min(ends, right - 30)) continue;
      found.push({ usec, x, step });
      room = x + APART;
    }
  }
  if (found.length === 0) found.push({ usec: stops[0]?.[0] ?? 0, x: Math.max(stops[0]?.[1] ?? left, left), step: S });
  let day = '';
  return found.map(({ usec, x, step }) => {
    const told = clock(usec, zone, step < S ? 3 : 0);
    const isNew = told.day !== day;
    day = told.day;
    const text = step >= D ? told.day : step >= MIN ? told.time.slice(0, 5) : told.time;
    return { x, text, ...(isNew && step < D ? { day: told.day } : {}) };
  });
}

/** Whether marks at such a distance in time never stand too near to each other, however the axis is stretched. */
function isReadable(scale: Scale, from: number, to: number, step: number): boolean {
  if ((to - from) / step > MOST_TICKS) return false;
  let before = Number.NEGATIVE_INFINITY;
  for (let usec = Math.ceil(from / step) * step; usec <= to; usec += step) {
    const x = xOf(scale, usec);
    if (x - before < APART) return false;
    before = x;
  }
  return true;
}

/** The axis without its cuts; stretched parts are seen as wholes, so that the step does not change within them. */
function pieces(stops: Scale['stops'], breaks: Scale['breaks']): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let from = stops[0]?.[0] ?? 0;
  for (const one of breaks) {
    if (one.from > from) found.push([from, one.from]);
    from = one.to;
  }
  const end = stops.at(-1)?.[0] ?? from;
  if (end > from) found.push([from, end]);
  return found;
}
