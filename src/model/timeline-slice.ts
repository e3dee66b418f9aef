import { compareInstants } from './instant.ts';
import type { Timeline, UnitEvent, TimelineHost } from './timeline.ts';
import { defined } from '../defined.ts';

/**
 * The story from the `number`th of the starts told on. What happened before it is left out, but for the end that led to the first start of each unit, and what
 * lies between the two. Starts keep their numbers.
 */
export function fromStart(timeline: Timeline, number: number): Timeline {
  const starts = timeline.starts.slice(number - 1);
  const [first] = starts;
  const before = timeline.starts[number - 2];
  const last = before?.at ?? first?.previousEnd?.at;
  const isTold = ({ unit, host, at }: UnitEvent): boolean => {
    if (last === undefined || compareInstants(at, last) >= 0) return true;
    const end = starts.find((start) => start.unit === unit && start.host === host)?.previousEnd;
    return end !== undefined && compareInstants(at, end.at) >= 0;
  };
  const events = timeline.events.filter(isTold);
  return { ...timeline, starts, events, firstStart: number };
}

/** The number of a start in the order of time, counted from 1 over all that were attributed. */
export function numberOf(timeline: Timeline, index: number): number {
  return (timeline.firstStart ?? 1) + index;
}

/** The part of a merged timeline that belongs to one of its hosts, as a timeline of its own. */
export function timelineOfHost(merged: Timeline, { name, manager, since, until, ...host }: TimelineHost): Timeline {
  const { hosts: _, ...timeline } = merged;
  const own = <T extends { readonly host?: string }>(list: readonly T[]): readonly T[] => list.filter((one) => one.host === name);
  return {
    ...timeline,
    host,
    manager,
    window: defined({ since, until }),
    units: own(merged.units),
    sources: own(merged.sources),
    starts: own(merged.starts),
    events: own(merged.events),
    suspects: own(merged.suspects),
    findings: own(merged.findings),
    keepDown: merged.keepDown.hosts?.[name] ?? merged.keepDown,
    gaps: own(merged.gaps),
    counts: own(merged.counts),
  };
}
