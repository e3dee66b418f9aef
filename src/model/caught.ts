import { compareInstants, type Instant } from './instant.ts';
import type { Start, Timeline } from './timeline.ts';

/** How waiting for a start ended. */
export type CatchOutcome = 'started' | 'timeout' | 'interrupted';

/** What `catch` found: the start that it waited for, or that none came; and all that a timeline tells of the time. */
export interface Caught {
  readonly outcome: CatchOutcome;
  /** Just the start that was waited for, and what happened up to it. */
  readonly timeline: Timeline;
  readonly start?: Start;
  /** When the waiting began, after what was stopped was down. */
  readonly waitedSince: Instant;
  /** The units that were stopped for it, in this order. */
  readonly stopped: readonly string[];
}

/** The story of one wait: of the timeline, no more than led to the start that was caught. */
export function caughtOf(timeline: Timeline, found: Omit<Caught, 'timeline'>): Caught {
  const { start } = found;
  if (start === undefined) {
    const events = timeline.events.filter(({ at }) => compareInstants(at, found.waitedSince) >= 0);
    return { ...found, timeline: { ...timeline, starts: [], events } };
  }
  const same = timeline.starts.find((one) => isSame(one, start)) ?? start;
  const from = start.previousEnd?.at ?? start.at;
  const events = timeline.events.filter(({ at }) => compareInstants(at, from) >= 0 && compareInstants(at, start.at) <= 0);
  return { ...found, start: same, timeline: { ...timeline, starts: [same], events } };
}

function isSame(a: Start, b: Start): boolean {
  if (a.invocationId !== undefined && b.invocationId !== undefined) return a.invocationId === b.invocationId;
  return a.unit === b.unit && compareInstants(a.at, b.at) === 0;
}
