import { compareInstants, usecBetween } from '../model/instant.ts';
import type { Start, Timeline, UnitEvent } from '../model/timeline.ts';
import { span } from './time/span.ts';
import { sameStory } from './words/chain.ts';
import { lastingEndSentence } from './words/end.ts';
import { downWords } from './words/events.ts';

/** A start with the events that led up to it, or the events after the last one. `repeats` are further episodes that went the same way. */
export interface Episode {
  readonly events: readonly UnitEvent[];
  readonly start?: Start;
  readonly repeats: readonly Start[];
}

/** Cuts the timeline into episodes, oldest first; unless all is to be shown, what repeats itself is told once. */
export function episodes({ starts, events }: Pick<Timeline, 'starts' | 'events'>, all: boolean): readonly Episode[] {
  const found: (Episode & { readonly repeats: Start[] })[] = [];
  const happened = [...events].sort((a, b) => compareInstants(a.at, b.at));
  let next = 0;
  for (const start of [...starts].sort((a, b) => compareInstants(a.at, b.at))) {
    const first = next;
    while (next < happened.length && compareInstants(happened[next]?.at ?? start.at, start.at) <= 0) next += 1;
    const before = happened.slice(first, next);
    const previous = found.at(-1);
    if (!all && previous?.start !== undefined && sameStory(previous.start, start) && kinds(previous.events) === kinds(before)) {
      previous.repeats.push(start);
    } else {
      found.push({ events: before, start, repeats: [] });
    }
  }
  const rest = happened.slice(next);
  return rest.length === 0 ? found : [...found, { events: rest, repeats: [] }];
}

/** The usual time from one start of an episode to the next, in µs: the median. */
export function usualPause({ start, repeats }: Episode): bigint | undefined {
  if (start === undefined || repeats.length === 0) return undefined;
  const series = [start, ...repeats];
  const pauses = repeats.map((later, index) => usecBetween(series[index]?.at ?? later.at, later.at)).sort((a, b) => (a < b ? -1 : 1));
  return pauses[Math.floor(pauses.length / 2)];
}

/** How often an episode came again, and how far apart: `3 more times`, `, about every 31s`. */
export function repeatWords(episode: Episode): { readonly times: string; readonly every: string } {
  const { length } = episode.repeats;
  const pause = usualPause(episode);
  return {
    times: length === 1 ? 'once more' : `${String(length)} more times`,
    every: pause === undefined || length === 1 ? '' : `, about every ${span(pause)}`,
  };
}

const ENDS: ReadonlySet<UnitEvent['kind']> = new Set(['stopped', 'exited', 'failed', 'start-limit-hit']);

/** How long the unit was down before a start, and how it had ended; unless all is to be shown, nothing where an event of the episode tells it. */
export function downBefore({ unit, previousEnd }: Start, { events }: Episode, all: boolean): readonly string[] {
  const isTold = !all && events.some((event) => event.unit === unit && ENDS.has(event.kind));
  return previousEnd === undefined || isTold ? [] : [downWords(previousEnd)];
}

/** What happened, apart from when and which process: how each run ended and who ended it; of what ended none, its text. */
function kinds(events: readonly UnitEvent[]): string {
  return events
    .map(({ unit, host = '', kind, text, end }) => [host, unit, kind, end === undefined ? text : lastingEndSentence(unit, end)].join('\0'))
    .join('\0\0');
}
