import { expect, it } from 'vitest';
import { boot } from '../../../src/analysis/starts/boot.ts';
import { replaced, story } from '../story.ts';

it('the first job of a boot is that of the default target', () => {
  expect(story('boot-back').verdicts(boot, 'multi-user.target')).toMatchObject([{ strength: 'stated', from: { kind: 'boot' } }]);
});

it('what the target wants is not told by boot itself, but by the chain', () => {
  const told = story('boot-back');
  expect(told.verdicts(boot, 'early.service')).toEqual([]);
  expect(told.attribution('early.service').chain.map(({ mechanism }) => mechanism)).toEqual(['boot', 'wanted-by']);
});

it('a restart after the boot is none of its', () => {
  const told = story('boot-then-restarted-by-hand-back');
  expect(told.verdicts(boot, 'early.service', 1)).toEqual([]);
  expect(told.attribution('early.service', 1).mechanism).toBe('client-request');
});

it('another job than the first is not that of the boot', () => {
  expect(story('boot-back', replaced('"JOB_ID":"1"', '"JOB_ID":"900"')).verdicts(boot, 'multi-user.target')).toEqual([]);
});
