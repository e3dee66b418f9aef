import { numbersOf } from '../numbers-of.ts';

/** A small generator of random numbers that gives the same ones for the same seed everywhere. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** True so often. */
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of them by weight. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T;
  /** So many different ones, fewer where there are not as many. */
  some<T>(from: readonly T[], count: number): T[];
}

export function randomOf(seed: number): Random {
  const next = numbersOf(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
  return {
    next,
    chance: (probability) => next() < probability,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick,
    weighted: (from) => {
      let left = next() * from.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return from.at(-1)![1];
    },
    some: (from, count) => {
      const rest = [...from];
      return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(Math.floor(next() * rest.length), 1)[0]!);
    },
  };
}
