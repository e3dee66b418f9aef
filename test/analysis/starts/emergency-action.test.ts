import { expect, it } from 'vitest';
import { emergencyAction } from '../../../src/analysis/starts/emergency-action.ts';
import { replaced, story } from '../story.ts';

it('the unit whose FailureAction= names the target and that failed right before is stated', () => {
  expect(story('emergency-action-live').verdicts(emergencyAction, 'reboot.target')).toMatchObject([
    { strength: 'stated', from: { kind: 'unit', unit: 'vital.service' }, setting: 'FailureAction=reboot' },
  ]);
});

it('a unit that failed without such an action did nothing', () => {
  expect(story('reboot-target-by-hand-after-a-failure-live').verdicts(emergencyAction, 'reboot.target')).toEqual([]);
});

it('an action that queues no job, or another target, is none', () => {
  expect(
    story('emergency-action-live', replaced(/FailureAction(=|":")reboot/g, 'FailureAction$1reboot-force')).verdicts(
      emergencyAction,
      'reboot.target',
    ),
  ).toEqual([]);
  expect(story('emergency-action-live').verdicts(emergencyAction, 'last-words.service')).toEqual([]);
});
