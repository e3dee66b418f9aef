import { timelineStarts } from '../lab/judge-scenario.ts';
import { timelineSuspects } from '../lab/told-timeline.ts';

/**
 * Units that a timeline of `-o json` states to have started another by themselves, not by a client of theirs, and that its suspects do not hold: `maker > unit (mechanism)`. Both come from the same units and files, so that who did it is always one of those
 * who can, itself or on the way.
 */
export function unsuspected(timeline: string): string[] {
  const suspects = timelineSuspects(timeline);
  return timelineStarts(timeline).flatMap(({ unit, chain }) => {
    const last = chain.at(-1);
    const maker = last?.from.kind === 'unit' ? last.from.unit : undefined;
    if (last?.strength !== 'stated' || maker === undefined || maker === unit) return [];
    const isListed = suspects.some(({ from, via, to }) => to === unit && (from.unit === maker || via.includes(maker)));
    return isListed ? [] : [`${maker} > ${unit} (${last.mechanism})`];
  });
}
