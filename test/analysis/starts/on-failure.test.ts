import { expect, it } from 'vitest';
import { onFailure } from '../../../src/analysis/starts/end-dependency.ts';
import { isEntry, replaced, story, without } from '../story.ts';

it.each(['on-failure-live', 'on-failure-back'])('%s: the unit whose failure triggered the handler is stated', (name) => {
  const [claim] = story(name).verdicts(onFailure, 'alarm.service');
  expect(claim).toMatchObject({ strength: 'stated', from: { kind: 'unit', unit: 'backup.service' }, setting: 'OnFailure=' });
  expect(claim).toHaveProperty('evidence.0.text', 'backup.service: Triggering OnFailure= dependencies.');
});

it('the failure seen on the bus is enough', () => {
  const mute = story(
    'on-failure-live',
    without((payload) => payload.source === 'journal'),
  );
  expect(mute.verdicts(onFailure, 'alarm.service')).toMatchObject([{ strength: 'stated', from: { unit: 'backup.service' } }]);
});

it('a unit that had failed long before is ruled out', () => {
  expect(story('handler-started-by-hand-live').verdicts(onFailure, 'alarm.service')).toEqual([
    { ruledOut: true, from: { kind: 'unit', unit: 'backup.service' }, why: 'backup.service did not fail then' },
  ]);
});

it('looking back, without the line there is no claim, and the line of OnSuccess= is another', () => {
  const isLine = (payload: Parameters<typeof isEntry>[0]): boolean => isEntry(payload, 'Triggering OnFailure=');
  for (const change of [without(isLine), replaced('OnFailure=', 'OnSuccess=', isLine)]) {
    expect(story('on-failure-back', change).verdicts(onFailure, 'alarm.service')).toMatchObject([{ ruledOut: true }]);
  }
});
