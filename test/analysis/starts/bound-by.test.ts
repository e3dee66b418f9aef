import { expect, it } from 'vitest';
import { boundBy } from '../../../src/analysis/starts/pull-in.ts';
import { story } from '../story.ts';

it('BindsTo= of a unit with a job in the same transaction is stated', () => {
  expect(story('bound-by-live').verdicts(boundBy, 'back.service')).toMatchObject([
    { strength: 'stated', from: { kind: 'unit', unit: 'front.service' }, setting: 'BindsTo=' },
  ]);
});

it('a bound unit that went down with it and has no job is ruled out', () => {
  expect(story('bound-back-end-started-by-hand-live').verdicts(boundBy, 'back.service')).toMatchObject([
    { ruledOut: true, from: { unit: 'front.service' } },
  ]);
});

it('Requires= is not its business', () => {
  expect(story('required-by-live').verdicts(boundBy, 'back.service')).toEqual([]);
});
