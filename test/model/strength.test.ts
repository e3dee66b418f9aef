import { expect, it } from 'vitest';
import { compareStrength, noSurerThanBelow, STRENGTHS, weaker } from '../../src/model/strength.ts';

it('the weaker of two is the one further down, whichever comes first', () => {
  for (const [index, strong] of STRENGTHS.entries()) {
    for (const weak of STRENGTHS.slice(index)) {
      expect(weaker(strong, weak)).toBe(weak);
      expect(weaker(weak, strong)).toBe(weak);
    }
  }
});

it('sorting puts the strongest first and keeps the order of equals', () => {
  const claims = [
    { name: 'a', strength: 'possible' },
    { name: 'b', strength: 'stated' },
    { name: 'c', strength: 'unexplained' },
    { name: 'd', strength: 'stated' },
    { name: 'e', strength: 'correlated' },
  ] as const;
  expect(claims.toSorted((a, b) => compareStrength(a.strength, b.strength)).map(({ name }) => name)).toEqual(['b', 'd', 'e', 'a', 'c']);
});

it('what leads to a link is no surer than it', () => {
  const chain = (...strengths: readonly (typeof STRENGTHS)[number][]) =>
    noSurerThanBelow(strengths.map((strength) => ({ strength }))).map(({ strength }) => strength);
  expect(chain('stated', 'correlated', 'stated')).toEqual(['correlated', 'correlated', 'stated']);
  expect(chain('stated', 'correlated', 'possible', 'stated')).toEqual(['possible', 'possible', 'possible', 'stated']);
  expect(chain('unexplained', 'stated')).toEqual(['unexplained', 'stated']);
});
