import { expect, it } from 'vitest';
import { otherMakerOfRestart } from '../../../src/analysis/jobs/jobs-around.ts';
import { clientRequest } from '../../../src/analysis/starts/client-request.ts';
import { replaced, story, without } from '../story.ts';

/** The job of the whole gets another number, as where it was merged into one that waited: then no parent is found by the numbers. */
const renumbered = replaced('"106"', '"206"', ({ kind }) => kind === 'entry');

it('a restart job of a unit that follows nothing is a client’s', () => {
  const told = story('client-restart-back');
  expect(otherMakerOfRestart(told.activation('worker.service', 1), told.history)).toBeUndefined();
  expect(told.verdicts(clientRequest, 'worker.service', 1)).toMatchObject([{ strength: 'stated' }]);
});

it('a job of the whole that was there may have brought it, whatever its number', () => {
  const told = story('part-of-restart-back', renumbered);
  expect(otherMakerOfRestart(told.activation('part.service', 1), told.history)).toBe('whole.service');
  expect(told.verdicts(clientRequest, 'part.service', 1)).toMatchObject([
    { strength: 'possible', why: expect.stringContaining('whole.service') as unknown },
  ]);
});

it('a job of the whole that was over before the part was up the last time cannot', () => {
  const told = story(
    'part-of-restart-back',
    without((payload) => payload.kind === 'entry' && payload.fields['UNIT'] === 'whole.service' && payload.fields['JOB_ID'] === '106'),
  );
  expect(otherMakerOfRestart(told.activation('part.service', 1), told.history)).toBeUndefined();
});
