import { expect, it } from 'vitest';
import { restartPropagation } from '../../../src/analysis/starts/restart-propagation.ts';
import { isClaim } from '../../../src/model/claim.ts';
import { story } from '../story.ts';

it.each([
  ['part-of-restart-live', 0],
  ['part-of-restart-back', 1],
])('%s: a part restarts with its whole', (name, index) => {
  const told = story(name);
  const [claim] = told.verdicts(restartPropagation, 'part.service', index);
  expect(claim).toMatchObject({ strength: 'stated', from: { kind: 'unit', unit: 'whole.service' }, setting: 'PartOf=' });
  expect(claim !== undefined && isClaim(claim) ? claim.behind?.job?.id : undefined).toBe(106);
});

it('the whole was not restarted by its part', () => {
  expect(story('part-of-restart-live').verdicts(restartPropagation, 'whole.service')).toEqual([]);
});

it('a part that was down when its whole was restarted does not follow', () => {
  expect(story('part-restarted-right-after-the-whole-live').verdicts(restartPropagation, 'part.service')).toEqual([]);
});

it('a restart of what is part of nothing is none', () => {
  expect(story('client-restart-live').verdicts(restartPropagation, 'worker.service')).toEqual([]);
});
