import { expect, it } from 'vitest';
import { requiredBy } from '../../../src/analysis/starts/pull-in.ts';
import { isClaim } from '../../../src/model/claim.ts';
import type { ObservationPayload } from '../../../src/model/observation.ts';
import { replaced, story } from '../story.ts';

it.each(['required-by-live', 'required-by-back'])(
  '%s: the job of what it is required by lies right before its own in one transaction',
  (name) => {
    const told = story(name);
    const [claim] = told.verdicts(requiredBy, 'back.service');
    expect(claim).toMatchObject({ strength: 'stated', from: { kind: 'unit', unit: 'front.service' }, setting: 'Requires=' });
    expect(claim !== undefined && isClaim(claim) ? claim.behind?.job : undefined).toBe(told.activation('front.service').job);
  },
);

it('an active unit that requires it, without a job of its own, is ruled out', () => {
  expect(story('required-by-an-active-unit-live').verdicts(requiredBy, 'back.service')).toEqual([
    { ruledOut: true, from: { kind: 'unit', unit: 'front.service' }, why: 'front.service had no job in this transaction' },
  ]);
});

it('the start of what requires another is none of its doing', () => {
  expect(story('required-by-live').verdicts(requiredBy, 'front.service')).toEqual([]);
});

it('job ids in a row prove nothing where nothing requires the unit', () => {
  const isFront = (payload: ObservationPayload): boolean => 'unit' in payload && payload.unit === 'front.service';
  const isBack = (payload: ObservationPayload): boolean => 'unit' in payload && payload.unit === 'back.service';
  const told = story('required-by-live', (all) =>
    replaced('"RequiredBy":["front.service"]', '"RequiredBy":[]', isBack)(replaced('back.service', 'other.service', isFront)(all)),
  );
  expect(told.verdicts(requiredBy, 'back.service')).toEqual([]);
});
