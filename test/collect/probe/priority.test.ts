import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { raisePriority } from '../../../src/collect/probe/priority.ts';

test('the priority is as before once it is undone, whether or not it may be raised', () => {
  const before = getPriority();
  const lower = raisePriority();
  expect(getPriority()).toBeLessThanOrEqual(before);
  lower();
  expect(getPriority()).toBe(before);
});
