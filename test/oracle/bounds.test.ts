import { expect, it } from 'vitest';
import { judgeBounds, type Bound } from './bounds.ts';
import type { StoryResult, Tally } from './judge-played.ts';

const BOUND: Bound = { way: 'live', subject: 'starts', right: 90, wrong: 5, stated: 1 };

const story = (starts: Tally, problems: readonly string[] = []): StoryResult => ({
  story: 'made-up',
  version: 252,
  seconds: 1,
  passed: true,
  tallies: { live: { starts, ends: {} }, back: { starts: {}, ends: {} }, replay: { starts: {}, ends: {} } },
  failures: [],
  problems,
});

const kept = (...stories: readonly StoryResult[]): boolean[] => judgeBounds(stories, [BOUND]).map((one) => one.kept);

it('stories are counted together, and what the log does not tell is not', () => {
  expect(kept(story({ right: 50 }), story({ right: 40, honest: 10, unknown: 500 }))).toEqual([true, true]);
  expect(kept(story({ right: 50, unknown: 500 }), story({ right: 29, honest: 21 }), story({ right: 29, honest: 21 }))).toEqual([
    true,
    true,
  ]);
  expect(kept(story({ right: 44, honest: 6, unknown: 500 }), story({ right: 44, honest: 6 }))).toEqual([false, true]);
});

it('what is wrong, missed or told too often has a bound, and what is wrong and stated a lower one', () => {
  expect(kept(story({ right: 95, wrong: 2, missing: 1, extra: 1, 'wrong-stated': 1 }))).toEqual([true, true]);
  expect(kept(story({ right: 94, wrong: 3, missing: 1, extra: 1, 'wrong-stated': 1 }))).toEqual([false, true]);
  expect(kept(story({ right: 98, 'wrong-stated': 2 }))).toEqual([false, true]);
});

it('what a single story of many does wrong may be chance, what all of them do a little is not', () => {
  const good = Array.from({ length: 9 }, () => story({ right: 50 }));
  expect(kept(...good, story({ right: 20, missing: 30 }))).toEqual([true, true]);
  const alike = Array.from({ length: 10 }, () => story({ right: 47, missing: 3 }));
  expect(kept(...alike)).toEqual([false, true]);
});

it('nothing judged is not enough, and neither is nothing played', () => {
  expect(kept(story({ unknown: 3 }))).toEqual([false, true]);
  expect(kept()).toEqual([false, false]);
});

it('one story in ten may have met a problem, and of few stories more, by chance', () => {
  const good = Array.from({ length: 100 }, () => story({ right: 10 }));
  const troubled = (count: number): readonly StoryResult[] => Array.from({ length: count }, () => story({ right: 10 }, ['the lab']));
  expect(kept(...good.slice(10), ...troubled(10))).toEqual([true, true]);
  expect(kept(...good.slice(20), ...troubled(20))).toEqual([true, false]);
  expect(kept(...good.slice(0, 8), ...troubled(2))).toEqual([true, true]);
  expect(kept(...good.slice(0, 5), ...troubled(5))).toEqual([true, false]);
});
