import { expect, it } from 'vitest';
import { isGood } from './trials-table.ts';

const result = (runs: number, right: number, traceExec: boolean, wrongStated = 0): Parameters<typeof isGood>[0] => ({
  ...{ version: 252, traceExec, actor: 'cron', title: 'cron', runs, stated: right, failures: [] },
  verdicts: { right, unnamed: runs - right - wrongStated, wrong: 0, 'wrong-stated': wrongStated, missing: 0 },
});

it.each([
  [100, 95, false, true],
  [100, 94, false, false],
  [25, 24, false, true],
  [25, 23, false, false],
  [100, 99, true, false],
  [25, 25, true, true],
  [25, 24, true, false],
])('of %i runs %i told right, with --trace-exec %s: good is %s', (runs, right, traceExec, good) => {
  expect(isGood(result(runs, right, traceExec))).toBe(good);
});

it('one that is wrong and stated is never good', () => {
  expect(isGood(result(25, 24, false, 1))).toBe(false);
});
