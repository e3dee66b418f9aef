import type { Judgement } from './judge.ts';

/**
 * On a host that is busy a story goes on for longer than it says, and what repeats by the clock repeats more often. A start too many is one more of its kind when it is
 * told in the words in which one that passed is told; that nobody tells a start twice is shown on the plain host.
 */
export function allowRepeats(judged: readonly Judgement[]): readonly Judgement[] {
  return judged.map((one) => {
    if (one.verdict !== 'extra') return one;
    const same = judged.find((other) => other.passed && other.unit === one.unit && wordsOf(other) === wordsOf(one));
    return same === undefined ? one : { ...one, verdict: same.verdict, passed: true };
  });
}

/** Without the time. */
function wordsOf({ told }: Judgement): string | undefined {
  return told?.replace(/ at \S+$/, '');
}
