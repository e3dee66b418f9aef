import { compareInstants } from '../systemd/instant.ts';
import type { Timeline } from './timeline.ts';

/** The story from the `number`th of the starts told on; what happened before the end that led to it is left out. Starts keep their numbers. */
export function fromStart(timeline: Timeline, number: number): Timeline {
  const starts = timeline.starts.slice(number - 1);
  const [first] = starts;
  const before = timeline.starts[number - 2];
  const last = before?.at ?? first?.previousEnd?.at;
  const events = last === undefined ? timeline.events : timeline.events.filter(({ at }) => compareInstants(at, last) >= 0);
  return { ...timeline, starts, events, firstStart: number };
}

/** The number of a start in the order of time, counted from 1 over all that were attributed. */
export function numberOf(timeline: Timeline, index: number): number {
  return (timeline.firstStart ?? 1) + index;
}
