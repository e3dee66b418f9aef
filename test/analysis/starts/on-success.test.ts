import { expect, it } from 'vitest';
import { onSuccess } from '../../../src/analysis/starts/end-dependency.ts';
import { story, without } from '../story.ts';

it('the unit that ended well is stated, by its line and by its state', () => {
  for (const told of [
    story('on-success-live'),
    story(
      'on-success-live',
      without((payload) => payload.source === 'journal'),
    ),
  ]) {
    expect(told.verdicts(onSuccess, 'publish.service', 0)).toMatchObject([
      { strength: 'stated', from: { kind: 'unit', unit: 'fetch.service' }, setting: 'OnSuccess=' },
    ]);
  }
});

it('a later start by hand is none of its doing', () => {
  expect(story('on-success-live').verdicts(onSuccess, 'publish.service', 1)).toMatchObject([{ ruledOut: true }]);
});

it('a unit that failed triggered nothing by OnSuccess=', () => {
  expect(story('on-success-and-a-person-elsewhere-live').verdicts(onSuccess, 'publish.service')).toMatchObject([
    { ruledOut: true, from: { unit: 'fetch.service' } },
  ]);
});
