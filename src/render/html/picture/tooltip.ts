import type { Start, Timeline } from '../../../model/timeline.ts';
import { numberOf } from '../../../model/timeline-slice.ts';
import { episodes, usualPause } from '../../episodes.ts';
import { defined } from '../../../defined.ts';

/** A start with its number; `group` is the folded run that it belongs to. */
export interface ToldStart {
  readonly start: Start;
  readonly number: number;
  readonly group?: number;
}

/** Starts that are told as one until they are unfolded. */
export interface Group {
  readonly id: number;
  readonly starts: readonly ToldStart[];
  /** The usual time between them, in µs; left out where they are not alike. */
  readonly pause?: bigint;
}

export interface Told {
  readonly starts: readonly ToldStart[];
  readonly groups: readonly Group[];
}

const MIN_FOLDED = 3;
/** More marks than this are not seen as marks any more: the first and the last stay, and what lies between is folded, alike or not. */
const MAX_DRAWN = 90;
const KEPT_AT_AN_END = 30;

/** Numbers the starts, and folds what repeats itself and what is too much. */
export function toldStarts(timeline: Timeline): Told {
  const numbers = new Map(timeline.starts.map((start, index) => [start, numberOf(timeline, index)]));
  const runs = episodes(timeline, false).flatMap((episode) => {
    if (episode.start === undefined) return [];
    return [{ first: episode.start, repeats: episode.repeats, pause: usualPause(episode) }];
  });
  const groups: Group[] = [];
  const told: ToldStart[] = [];
  const number = (start: Start): number => numbers.get(start) ?? 0;
  const fold = (starts: readonly Start[], pause: bigint | undefined): void => {
    const id = groups.length + 1;
    const folded = starts.map((start): ToldStart => ({ start, number: number(start), group: id }));
    groups.push(defined({ id, starts: folded, pause }));
    told.push(...folded);
  };
  const keep = (starts: readonly Start[]): void => {
    for (const start of starts) told.push({ start, number: number(start) });
  };
  const isFolded = (repeats: readonly Start[]): boolean => repeats.length >= MIN_FOLDED;
  const drawn = runs.reduce((sum, { repeats }) => sum + 1 + (isFolded(repeats) ? 1 : repeats.length), 0);
  const isTooMuch = drawn > MAX_DRAWN;
  const middle = isTooMuch ? runs.slice(KEPT_AT_AN_END, -KEPT_AT_AN_END) : [];
  const inMiddle = new Set(middle);
  for (const run of runs) {
    if (inMiddle.has(run)) {
      if (run === middle[0])
        fold(
          middle.flatMap(({ first, repeats }) => [first, ...repeats]),
          undefined,
        );
      continue;
    }
    keep([run.first]);
    if (isFolded(run.repeats)) fold(run.repeats, run.pause);
    else keep(run.repeats);
  }
  return { starts: told, groups };
}
