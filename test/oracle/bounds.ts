import { sumOf, type StoryResult, type Subject, type Way } from './judge-played.ts';

/** What stories of fresh seeds must reach together, in per cent of what was judged. */
export interface Bound {
  readonly way: Way;
  readonly subject: Subject;
  /** At least. */
  readonly right: number;
  /** At most: wrong, missed or told too often. */
  readonly wrong: number;
  /** At most: wrong and stated. */
  readonly stated: number;
}

/** Each stands somewhat below what was last measured (docs/accuracy.md), so that what makes it worse is seen; they are tightened as the rules get better, and never loosened. */
const BOUNDS: readonly Bound[] = [
  { way: 'live', subject: 'starts', right: 85, wrong: 5, stated: 3 },
  { way: 'back', subject: 'starts', right: 40, wrong: 8, stated: 4 },
  { way: 'replay', subject: 'ends', right: 85, wrong: 6, stated: 3 },
  { way: 'back', subject: 'ends', right: 65, wrong: 10, stated: 3 },
];

/** In so many of a hundred stories something other than a claim may go wrong: a lab that is slow, a log with holes. */
const MAX_PROBLEMS = 10;

/** Each bound, and the last one of the problems, as a line that says what was reached, and whether that is enough. */
export function judgeBounds(
  results: readonly StoryResult[],
  bounds = BOUNDS,
): readonly { readonly kept: boolean; readonly line: string }[] {
  const troubled = results.filter(({ problems }) => problems.length > 0).length;
  const problems = {
    kept: results.length > 0 && 100 * troubled <= MAX_PROBLEMS * results.length,
    line: `problems in ${troubled} of ${results.length} stories (at most ${MAX_PROBLEMS} %)`,
  };
  return [...bounds.map((bound) => judgeBound(bound, results)), problems];
}

function judgeBound(
  { way, subject, right, wrong, stated }: Bound,
  results: readonly StoryResult[],
): { readonly kept: boolean; readonly line: string } {
  const sum = sumOf(results, way, subject);
  const share = (count: number): number => (100 * count) / sum.judged;
  const reached = { right: share(sum.right), wrong: share(sum.wrong), stated: share(sum.stated) };
  const kept = sum.judged > 0 && reached.right >= right && reached.wrong <= wrong && reached.stated <= stated;
  const parts = [
    `${reached.right.toFixed(1)} % right (at least ${right})`,
    `${reached.wrong.toFixed(1)} % wrong, missed or too many (at most ${wrong})`,
    `${reached.stated.toFixed(1)} % wrong and stated (at most ${stated})`,
  ];
  return { kept, line: `${way} ${subject}, ${sum.judged} judged: ${parts.join(', ')}` };
}
