import { expect, it } from 'vitest';
import { createTimeBudget } from '../../../src/collect/probe/time-budget.ts';

it('lets much be spent at once, and then a share of the time', () => {
  let now = 0;
  const budget = createTimeBudget(0.25, 100, () => now);
  const work = (ms: number) => () => {
    now += ms;
    return 'done';
  };
  expect(budget.waitMs()).toBe(0);
  expect(budget.spend(work(80))).toBe('done');
  expect(budget.waitMs()).toBe(0);
  budget.spend(work(60));
  // 100 - 80 + 20 - 60 + 15 of budget is a debt of 5 ms.
  expect(budget.waitMs()).toBe(24);
  now += 24;
  expect(budget.waitMs()).toBe(0);
  now += 100_000;
  budget.spend(work(100));
  budget.spend(work(40));
  expect(budget.waitMs()).toBeGreaterThan(0);
});

it('takes the time of what fails, too', () => {
  let now = 0;
  const budget = createTimeBudget(0.5, 10, () => now);
  expect(() =>
    budget.spend(() => {
      now += 30;
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(budget.waitMs()).toBeGreaterThan(0);
});
