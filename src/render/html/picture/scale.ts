/** Where a moment stands on the time axis: µs since the epoch and x, both growing; straight between two of them. */
export type Stop = readonly [usec: number, x: number];

/** A span in which nothing happened and which is drawn short. */
interface Break {
  readonly from: number;
  readonly to: number;
}

export interface Scale {
  readonly stops: readonly Stop[];
  readonly breaks: readonly Break[];
}

/** Something that takes room on the axis: things of one lane do not stand upon each other. */
export interface Placed {
  readonly at: number;
  readonly lane: string;
  /** How far it stands from what comes before it in its lane, at least; 0 to 1, as a share of what a mark with its label needs. */
  readonly room: number;
}

const ROOMS = [66, 48, 32, 24];
const BREAK_WIDTH = 96;
/** A span is drawn short when it takes more than this of the width, and others have to be squeezed for it. */
const GREEDY = 0.5;

/**
 * The time axis: linear, but marks of one lane keep a distance at which they can be told apart, and long spans in which nothing happened are cut.
 * `things` are in the order of time.
 */
export function scaleOf(things: readonly Placed[], left: number, right: number): Scale {
  const width = right - left;
  const first = things[0]?.at ?? 0;
  if (things.length < 2 || first === things.at(-1)?.at)
    return {
      stops: [
        [first, left],
        [first + 1_000_000, right],
      ],
      breaks: [],
    };
  const room = ROOMS.find((candidate) => layOut(things, 0, candidate, new Set()).total <= width * 0.7) ?? ROOMS.at(-1) ?? 1;
  const cut = new Set<number>();
  let rate = rateFor(things, width, room, cut);
  for (;;) {
    const { positions, squeezed } = layOut(things, rate, room, cut);
    const widest = widestGap(things, rate, cut);
    if (squeezed < 3 || widest === undefined || (positions.at(-1) ?? 0) === 0 || widest.share * rate < width * GREEDY) break;
    cut.add(widest.index);
    rate = rateFor(things, width, room, cut);
  }
  const { positions, total } = layOut(things, rate, room, cut);
  const fit = total > width ? width / total : 1;
  const stops: Stop[] = [];
  for (const [index, { at }] of things.entries()) {
    const x = left + (positions[index] ?? 0) * fit;
    const last = stops.at(-1);
    if (last !== undefined && last[0] === at) stops[stops.length - 1] = [at, x];
    else stops.push([at, x]);
  }
  const breaks = [...cut].map((index) => ({ from: things[index - 1]?.at ?? 0, to: things[index]?.at ?? 0 }));
  return { stops, breaks: breaks.sort((a, b) => a.from - b.from) };
}

/** Where a moment stands; what is outside of the axis stands at its ends. */
export function xOf({ stops }: Pick<Scale, 'stops'>, usec: number): number {
  let low = 0;
  let high = stops.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((stops[middle]?.[0] ?? 0) <= usec) low = middle;
    else high = middle;
  }
  const [fromUsec, fromX] = stops[low] ?? [0, 0];
  const [toUsec, toX] = stops[high] ?? [0, 0];
  if (toUsec <= fromUsec) return fromX;
  return fromX + (Math.min(Math.max(usec - fromUsec, 0), toUsec - fromUsec) / (toUsec - fromUsec)) * (toX - fromX);
}

/** Which moment stands at an x; what is beyond the ends of the axis is the moment at that end. */
export function usecAt({ stops }: Pick<Scale, 'stops'>, x: number): number {
  return xOf({ stops: stops.map(([usec, at]): Stop => [at, usec]) }, x);
}

function layOut(
  things: readonly Placed[],
  rate: number,
  room: number,
  cut: ReadonlySet<number>,
): { readonly positions: readonly number[]; readonly total: number; readonly squeezed: number } {
  const positions: number[] = [];
  const ofLane = new Map<string, number>();
  let x = 0;
  let squeezed = 0;
  for (const [index, { at, lane, room: share }] of things.entries()) {
    const before = things[index - 1];
    const linear = before === undefined ? 0 : cut.has(index) ? BREAK_WIDTH : (at - before.at) * rate;
    const apart = before?.at === at ? 0 : 2;
    const needed = (ofLane.get(lane) ?? Number.NEGATIVE_INFINITY) + room * share;
    const next = Math.max(x + Math.max(linear, apart), before?.at === at ? x : needed);
    if (next > x + linear + 8) squeezed += 1;
    x = next;
    positions.push(x);
    ofLane.set(lane, x);
  }
  return { positions, total: x, squeezed };
}

/** The rate, in x for a µs, at which all fits the width. */
function rateFor(things: readonly Placed[], width: number, room: number, cut: ReadonlySet<number>): number {
  const span = (things.at(-1)?.at ?? 0) - (things[0]?.at ?? 0);
  let low = 0;
  let high = width / Math.max(span, 1);
  while (layOut(things, high, room, cut).total < width && high < width) high *= 4;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (layOut(things, middle, room, cut).total <= width) low = middle;
    else high = middle;
  }
  return low;
}

/** The longest span that is not cut yet, where enough remain besides it to be told apart. */
function widestGap(
  things: readonly Placed[],
  rate: number,
  cut: ReadonlySet<number>,
): { readonly index: number; readonly share: number } | undefined {
  let found: { readonly index: number; readonly share: number } | undefined;
  let others = 0;
  for (let index = 1; index < things.length; index += 1) {
    const share = (things[index]?.at ?? 0) - (things[index - 1]?.at ?? 0);
    if (cut.has(index) || share === 0) continue;
    others += 1;
    if (share > (found?.share ?? 0)) found = { index, share };
  }
  return others < 4 || rate === 0 ? undefined : found;
}
