import type { Cause, Link } from '../../../model/timeline.ts';
import { causeName } from '../../words/cause.ts';
import { grouped } from '../../grouped.ts';
import { unitBefore, type Lanes } from './lanes.ts';
import type { ToldStart } from './tooltip.ts';

/** A point of the picture before it has an x: a moment in a lane. */
interface Point {
  readonly at: number;
  readonly lane: string;
}

/** One hop of the chain of one start, from what caused it to what it started. */
export interface Hop extends Pick<Link, 'mechanism' | 'strength' | 'to'> {
  readonly number: number;
  readonly index: number;
  readonly cause: Cause;
  readonly from: Point;
  readonly onto: Point;
  /** Whether it ends at something that was started on the way and is no start of its own in the story. */
  readonly isOnTheWay: boolean;
}

/** Starts of one transaction lie this near to each other, in µs. */
const NEAR = 30_000_000;

/** The hops of all starts that are drawn one by one. A hop onto a unit whose start is in the story too ends at that start. */
export function hopsOf(starts: readonly ToldStart[], lanes: Lanes): readonly Hop[] {
  const ofUnit = grouped(starts, ({ start: { host = '', unit } }) => `${host}\0${unit}`);
  return starts.flatMap((told) => hopsOfStart(told, ofUnit, lanes));
}

function hopsOfStart(told: ToldStart, ofUnit: ReadonlyMap<string, readonly ToldStart[]>, lanes: Lanes): readonly Hop[] {
  const { start, number } = told;
  const at = Number(start.at.realtimeUsec);
  const { host } = start;
  const own = start.chain.map((_, index) => (index === start.chain.length - 1 ? told : sameStart(told, index, ofUnit)));
  // What has no start of its own in the story stands where the next one in the chain does.
  const moments: number[] = [];
  let later = at;
  for (const one of own.toReversed()) {
    later = one === undefined ? later : Number(one.start.at.realtimeUsec);
    moments.unshift(later);
  }
  return start.chain.map(({ mechanism, strength, from, to }, index) => {
    const onto: Point = { at: moments[index] ?? at, lane: lanes.ofUnit(to, host) };
    const ended = own[index]?.start.previousEnd;
    const isOwn = from.kind === 'unit' && from.unit === to;
    const within = unitBefore(start.chain, index);
    const cause: Point = {
      at: isOwn && ended !== undefined ? Number(ended.at.realtimeUsec) : (moments[index - 1] ?? onto.at),
      lane: within === undefined ? lanes.ofCause(from, host) : lanes.ofUnit(within, host),
    };
    return { number, index, mechanism, strength, cause: from, to, from: cause, onto, isOnTheWay: own[index] === undefined };
  });
}

/** The start, told by itself, of the unit that a hop on the way led to. */
function sameStart(told: ToldStart, index: number, ofUnit: ReadonlyMap<string, readonly ToldStart[]>): ToldStart | undefined {
  const { start } = told;
  const link = start.chain[index];
  if (link === undefined) return undefined;
  const at = Number(start.at.realtimeUsec);
  const near = (ofUnit.get(`${start.host ?? ''}\0${link.to}`) ?? []).filter(({ start: { at: when, chain } }) => {
    const last = chain.at(-1);
    return (
      Math.abs(Number(when.realtimeUsec) - at) < NEAR &&
      chain.length === index + 1 &&
      last?.mechanism === link.mechanism &&
      causeName(last.from) === causeName(link.from)
    );
  });
  return near.sort((a, b) => Math.abs(Number(a.start.at.realtimeUsec) - at) - Math.abs(Number(b.start.at.realtimeUsec) - at))[0];
}
