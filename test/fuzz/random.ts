import { numbersOf } from '../numbers-of.ts';

/** Numbers that follow from a seed, so that what they made can be made again. */
export interface Random {
  /** From 0 up to and without `end`. */
  below(end: number): number;
  one<T>(list: readonly T[]): T;
  chance(of: number): boolean;
}

export function randomOf(seed: number): Random {
  const next = numbersOf(seed >>> 0);
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    one(list) {
      const found = list[below(list.length)];
      if (found === undefined) throw new RangeError('there is nothing to choose from');
      return found;
    },
    chance: (of) => next() < of,
  };
}
