import type { Judgement } from './judge.ts';

/**
 * What passes on a host that is never alone, besides what passes elsewhere.
 * What is right and less than sure: a unit that was not loaded before it was started is described some hundred milliseconds later there, and other units have changed their
 * state meanwhile, any of which may have been its trigger.
 * A start too many that is told in the words in which one that passed is told: a story goes on for longer than it says, and what repeats by the clock repeats more often.
 * That nobody tells a start twice, or is unsure without cause, is shown on the plain host.
 */
export function judgeBusy(judged: readonly Judgement[]): readonly Judgement[] {
  const sure = judged.map((one) => (one.verdict === 'weak' ? { ...one, passed: true } : one));
  return sure.map((one) => {
    if (one.verdict !== 'extra') return one;
    const same = sure.find((other) => other.passed && other.unit === one.unit && wordsOf(other) === wordsOf(one));
    return same === undefined ? one : { ...one, verdict: same.verdict, passed: true };
  });
}

/** Without the time. */
function wordsOf({ told }: Judgement): string | undefined {
  return told?.replace(/ at \S+$/, '');
}
