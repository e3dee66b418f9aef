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

/**
 * Each stands somewhat below what was last measured (docs/accuracy.md), so that what makes it worse is seen; they are tightened as the rules get better, and never loosened.
 * The few stories of one run differ much, and what goes wrong in one goes wrong time after time, where a unit is in a loop: a bound is broken by what the differences between the stories do not explain.
 */
const BOUNDS: readonly Bound[] = [
  { way: 'live', subject: 'starts', right: 85, wrong: 5, stated: 3 },
  { way: 'back', subject: 'starts', right: 40, wrong: 8, stated: 4 },
  { way: 'replay', subject: 'ends', right: 85, wrong: 6, stated: 3 },
  { way: 'back', subject: 'ends', right: 65, wrong: 10, stated: 3 },
];

/** So many standard errors beyond a bound are no chance: one run in a hundred whose rules only just keep it. */
const NO_CHANCE = 2.33;

/** In so many of a hundred stories something other than a claim may go wrong: a lab that is slow, a log with holes. */
const MAX_PROBLEMS = 10;

/** Each bound, and the last one of the problems, as a line that says what was reached, and whether that is enough. */
export function judgeBounds(
  results: readonly StoryResult[],
  bounds = BOUNDS,
): readonly { readonly kept: boolean; readonly line: string }[] {
  const troubled = results.filter(({ problems }) => problems.length > 0).length;
  const chance = NO_CHANCE * Math.sqrt((MAX_PROBLEMS * (100 - MAX_PROBLEMS)) / results.length);
  const problems = {
    kept: results.length > 0 && (100 * troubled) / results.length <= MAX_PROBLEMS + chance,
    line: `problems in ${troubled} of ${results.length} stories (at most ${MAX_PROBLEMS} %)`,
  };
  return [...bounds.map((bound) => judgeBound(bound, results)), problems];
}

function judgeBound(
  { way, subject, right, wrong, stated }: Bound,
  results: readonly StoryResult[],
): { readonly kept: boolean; readonly line: string } {
  const sums = results.map((result) => sumOf([result], way, subject)).filter(({ judged }) => judged > 0);
  const [isRight, isWrong, isStated] = [
    shareOf(sums.map((sum) => [sum.right, sum.judged])),
    shareOf(sums.map((sum) => [sum.wrong, sum.judged])),
    shareOf(sums.map((sum) => [sum.stated, sum.judged])),
  ];
  const kept =
    sums.length > 0 &&
    isRight.share + NO_CHANCE * isRight.error >= right &&
    isWrong.share - NO_CHANCE * isWrong.error <= wrong &&
    isStated.share - NO_CHANCE * isStated.error <= stated;
  const told = ({ share, error }: Share): string => `${share.toFixed(1)} ± ${error.toFixed(1)} %`;
  const parts = [
    `${told(isRight)} right (at least ${right})`,
    `${told(isWrong)} wrong, missed or too many (at most ${wrong})`,
    `${told(isStated)} wrong and stated (at most ${stated})`,
  ];
  const judged = sums.reduce((count, sum) => count + sum.judged, 0);
  return { kept, line: `${way} ${subject}, ${judged} judged: ${parts.join(', ')}` };
}

/** In per cent. */
interface Share {
  readonly share: number;
  /** The standard error of the share, from how much the stories differ; of a single story it is not known, and 0. */
  readonly error: number;
}

/** The share of all judged, as a ratio of two sums over stories: what one story tells belongs together, so that the stories are the sample, and not the starts. */
function shareOf(stories: readonly (readonly [count: number, judged: number])[]): Share {
  const judged = stories.reduce((sum, [, all]) => sum + all, 0);
  if (judged === 0) return { share: 0, error: 0 };
  const share = stories.reduce((sum, [count]) => sum + count, 0) / judged;
  const squares = stories.reduce((sum, [count, all]) => sum + (count - share * all) ** 2, 0);
  const error = stories.length < 2 ? 0 : Math.sqrt((squares * stories.length) / (stories.length - 1)) / judged;
  return { share: 100 * share, error: 100 * error };
}
