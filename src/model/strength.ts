/**
 * How sure a claim is, strongest first.
 * - `stated`: systemd, or another program's log, named this cause for this very start, or the order of signals leaves no other.
 * - `correlated`: an edge or a trigger, and an order and distance in time, fit, and nothing contradicts.
 * - `possible`: configuration allows it, no more.
 * - `unexplained`: no claim.
 */
export const STRENGTHS = ['stated', 'correlated', 'possible', 'unexplained'] as const;

export type Strength = (typeof STRENGTHS)[number];

/** The weaker of two. */
export function weaker<S extends Strength>(a: S, b: S): S {
  return STRENGTHS.indexOf(a) >= STRENGTHS.indexOf(b) ? a : b;
}

/** A chain is as strong as its weakest link. */
export function weakestOf(chain: readonly { readonly strength: Strength }[]): Strength {
  return chain.reduce<Strength>((weakest, { strength }) => weaker(weakest, strength), 'stated');
}

/** The links of a chain, from the root. What leads to a link is, for where the chain ends, no surer than that link is. */
export function noSurerThanBelow<L extends { readonly strength: Strength }>(chain: readonly L[]): readonly L[] {
  return chain.map((link, index) => {
    const strength = weaker(link.strength, weakestOf(chain.slice(index + 1)));
    return strength === link.strength ? link : { ...link, strength };
  });
}

/** Negative when `a` is stronger than `b`. */
export function compareStrength(a: Strength, b: Strength): number {
  return STRENGTHS.indexOf(a) - STRENGTHS.indexOf(b);
}
