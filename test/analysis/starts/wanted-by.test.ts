import { expect, it } from 'vitest';
import { wantedBy } from '../../../src/analysis/starts/pull-in.ts';
import { replaced, story } from '../story.ts';

it('Wants= in the same transaction is stated, hop by hop', () => {
  const heard = story('wanted-by-target-live');
  expect(heard.verdicts(wantedBy, 'web.service')).toMatchObject([{ strength: 'stated', from: { unit: 'site.target' }, setting: 'Wants=' }]);
  expect(heard.verdicts(wantedBy, 'cache.service')).toMatchObject([{ strength: 'stated', from: { unit: 'web.service' } }]);
});

it('a start of an active unit starts what it wants and is down', () => {
  expect(story('no-op-start-live').verdicts(wantedBy, 'near.service')).toMatchObject([
    { strength: 'stated', from: { unit: 'anchor.service' } },
  ]);
});

it('a mount that came without a job starts what wants to be with it', () => {
  expect(story('mount-without-a-job-live').verdicts(wantedBy, 'indexer.service')).toMatchObject([
    { strength: 'stated', from: { unit: 'srv-stick.mount' }, why: expect.stringContaining('without a job') as unknown },
  ]);
});

it('a service that goes to wait for its restart brings what it wants', () => {
  expect(story('revived-while-the-dependant-waits-live').verdicts(wantedBy, 'base.service')).toMatchObject([
    { strength: 'stated', from: { unit: 'dependant.service' } },
  ]);
});

it('a service that reloads of its own accord was not down, and starts nothing', () => {
  expect(story('base-started-by-hand-after-a-reload-live-257').verdicts(wantedBy, 'base.service')).toMatchObject([
    { ruledOut: true, from: { unit: 'dependant.service' } },
  ]);
});

it('a target that is merely active is ruled out', () => {
  expect(story('wanted-by-an-active-target-live').verdicts(wantedBy, 'web.service')).toMatchObject([
    { ruledOut: true, from: { unit: 'site.target' } },
  ]);
  expect(story('no-op-start-live').verdicts(wantedBy, 'far.service')).toMatchObject([{ ruledOut: true, from: { unit: 'middle.service' } }]);
});

it('looking back too, by the restart that came later', () => {
  const told = story('revived-while-the-dependant-waits-back');
  expect(told.verdicts(wantedBy, 'base.service', 1)).toMatchObject([
    {
      strength: 'correlated',
      from: { unit: 'dependant.service' },
      why: expect.stringContaining('wait for its automatic restart') as unknown,
    },
  ]);
  expect(told.attribution('base.service', 1).chain).toMatchObject([
    { mechanism: 'restart-policy', to: 'dependant.service' },
    { mechanism: 'wanted-by', to: 'base.service' },
  ]);
});

it('looking back, not what it comes after, which waits for it to be up', () => {
  const ordered = replaced(
    '"After":["',
    '"After":["base.service","',
    (payload) => payload.kind === 'unit-properties' && payload.unit === 'dependant.service',
  );
  const claims = story('revived-while-the-dependant-waits-back', ordered).verdicts(wantedBy, 'base.service', 1);
  expect(claims.filter((verdict) => 'strength' in verdict)).toEqual([]);
});
