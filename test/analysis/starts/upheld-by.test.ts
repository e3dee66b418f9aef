import { expect, it } from 'vitest';
import { upheldBy } from '../../../src/analysis/starts/upheld-by.ts';
import { story } from '../story.ts';

it('a unit that is back in the moment in which it went down was upheld', () => {
  const heard = story('upheld-by-continuously-live');
  for (const index of [0, 1]) {
    expect(heard.verdicts(upheldBy, 'kept.service', index)).toMatchObject([
      { strength: 'stated', from: { kind: 'unit', unit: 'keeper.service' }, setting: 'Upholds=' },
    ]);
  }
});

it('looking back, that is a correlation', () => {
  const back = story('upheld-by-continuously-back');
  for (const index of [1, 2]) expect(back.verdicts(upheldBy, 'kept.service', index)).toMatchObject([{ strength: 'correlated' }]);
});

it('Upholds= pulls in like Wants= with the job of the upholder', () => {
  const [claim] = story('upheld-by-in-the-transaction-live').verdicts(upheldBy, 'kept.service');
  expect(claim).toMatchObject({ strength: 'stated', from: { unit: 'keeper.service' } });
  expect(claim).toHaveProperty('behind');
});

it('a restart by hand of an upheld unit is none of its doing', () => {
  expect(
    story('upheld-unit-restarted-by-hand-live')
      .verdicts(upheldBy, 'kept.service')
      .filter((verdict) => !('ruledOut' in verdict)),
  ).toEqual([]);
});
