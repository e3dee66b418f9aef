/** Up to here the best place of a gap is looked for; longer lists differ only in number. */
const SEARCHED = 300;

/**
 * Pairs two lists in order. When one is longer, its surplus stands alone, as one run at the place where the most pairs fit:
 * one start that was overlooked does not make all later ones look wrong.
 */
export function pairStarts<E, T>(
  expected: readonly E[],
  told: readonly T[],
  fits: (one: E, other: T) => boolean,
): [E | undefined, T | undefined][] {
  const shorter = Math.min(expected.length, told.length);
  if (expected.length === told.length || Math.max(expected.length, told.length) > SEARCHED) return withGap(expected, told, shorter);
  let best = { fitting: -1, pairs: withGap(expected, told, shorter) };
  for (let at = shorter; at >= 0; at -= 1) {
    const pairs = withGap(expected, told, at);
    const fitting = pairs.filter(([one, other]) => one !== undefined && other !== undefined && fits(one, other)).length;
    if (fitting > best.fitting) best = { fitting, pairs };
  }
  return best.pairs;
}

/** `at` pairs, then the surplus of the longer list alone, then the rest in pairs. */
function withGap<E, T>(expected: readonly E[], told: readonly T[], at: number): [E | undefined, T | undefined][] {
  const missing = Math.max(0, expected.length - told.length);
  const extra = Math.max(0, told.length - expected.length);
  const length = Math.max(expected.length, told.length);
  return Array.from({ length }, (_, index) => {
    if (index < at) return [expected[index], told[index]];
    if (index < at + missing) return [expected[index], undefined];
    if (index < at + extra) return [undefined, told[index]];
    return [expected[index - extra], told[index - missing]];
  });
}
