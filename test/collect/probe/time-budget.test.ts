import { expect, it } from 'vitest';
import { createCredit } from '../../../src/collect/probe/time-budget.ts';

it('lets much be spent at once, and then a share of the time', () => {
  let now = 0;
  const credit = createCredit(0.25, 100, () => now);
  const work = (ms: number) => () => {
    now += ms;
    return 'done';
  };
  expect(credit.waitMs()).toBe(0);
  expect(credit.spend(work(80))).toBe('done');
  expect(credit.waitMs()).toBe(0);
  credit.spend(work(60));
  // 100 - 80 + 20 - 60 + 15 of credit is a debt of 5 ms.
  expect(credit.waitMs()).toBe(24);
  now += 24;
  expect(credit.waitMs()).toBe(0);
  now += 100_000;
  credit.spend(work(100));
  credit.spend(work(40));
  expect(credit.waitMs()).toBeGreaterThan(0);
});

it('takes the time of what fails, too', () => {
  let now = 0;
  const credit = createCredit(0.5, 10, () => now);
  expect(() =>
    credit.spend(() => {
      now += 30;
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(credit.waitMs()).toBeGreaterThan(0);
});
