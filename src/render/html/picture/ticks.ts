import { clock } from '../../time/zoned-time.ts';
import { usecAt, xOf, type Scale } from './scale.ts';
import { defined } from '../../../defined.ts';

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
const MAX_TICKS = 60;

/** Half of the widest label, which stands whole between the borders. */
const EDGE = 40;

/** Labelled moments that are seen between `left` and `right`, round ones of the zone, far enough apart to be read. What is cut out of the axis has none. */
export function ticksOf(scale: Scale, left: number, right: number, zone: string): readonly Tick[] {
  const { stops, breaks } = scale;
  const found: { readonly usec: number; readonly x: number; readonly step: number }[] = [];
  const [first, last] = [usecAt(scale, left), usecAt(scale, right)];
  let room = left + EDGE;
  const cut = new Set(breaks.flatMap(({ from, to }) => [from, to]));
  for (const [begin, end] of pieces(stops, breaks)) {
    const [from, to] = [Math.max(begin, first), Math.min(end, last)];
    if (from > to) continue;
    const begins = cut.has(begin) ? xOf(scale, begin) + 12 : left;
    const ends = Math.min(cut.has(end) ? xOf(scale, end) - 12 : right, right - EDGE);
    const offset = offsetAt(from, zone);
    const step = STEPS.find((one) => isReadable(scale, from, to, one, offset)) ?? D * 365;
    for (const round of roundMoments(from, to, step, offset)) {
      const usec = step < D ? round : round + offset - offsetAt(round, zone);
      const x = xOf(scale, usec);
      if (usec < from || usec > to || x < Math.max(begins, room) || x > ends) continue;
      found.push({ usec, x, step });
      room = x + APART;
    }
  }
  if (found.length === 0) {
    const x = Math.max(left + EDGE, stops[0]?.[1] ?? left);
    found.push({ usec: Math.floor(usecAt(scale, x)), x, step: MS });
  }
  let day = '';
  return found.map(({ usec, x, step }) => {
    const told = clock(usec, zone, step < S ? 3 : 0);
    const isNew = told.day !== day;
    day = told.day;
    if (step >= D && told.time === '00:00:00') return { x, text: told.day };
    return defined({ x, text: step >= MIN ? told.time.slice(0, 5) : told.time, day: isNew ? told.day : undefined });
  });
}

/** Whether marks at such a distance in time never stand too near to each other, however the axis is stretched. */
function isReadable(scale: Scale, from: number, to: number, step: number, offset: number): boolean {
  if ((to - from) / step > MAX_TICKS) return false;
  let before = Number.NEGATIVE_INFINITY;
  for (const usec of roundMoments(from, to, step, offset)) {
    const x = xOf(scale, usec);
    if (x - before < APART) return false;
    before = x;
  }
  return true;
}

/** The moments from one to another that are round on a clock which is `offset` µs ahead of UTC. */
function roundMoments(from: number, to: number, step: number, offset: number): readonly number[] {
  const first = Math.ceil((from + offset) / step);
  const count = Math.max(Math.floor((to + offset) / step) - first + 1, 0);
  return Array.from({ length: count }, (_, index) => (first + index) * step - offset);
}

/** How far the zone's clock is ahead of UTC at a moment, in µs. */
function offsetAt(usec: number, zone: string): number {
  const { day, time } = clock(usec, zone);
  return Date.parse(`${day}T${time}Z`) * 1000 - Math.floor(usec / S) * S;
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
