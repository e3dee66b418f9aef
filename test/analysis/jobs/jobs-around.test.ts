import { expect, it } from 'vitest';
import { otherMakerOfRestart, pullerWithJob } from '../../../src/analysis/jobs/jobs-around.ts';
import type { Observation, ObservationPayload } from '../../../src/model/observation.ts';
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

const isOf =
  (unit: string) =>
  (payload: ObservationPayload): boolean =>
    (payload.kind === 'unit-properties' && payload.unit === unit) || (payload.kind === 'entry' && payload.fields['UNIT'] === unit);

/** What requires back.service gets a later number, as where it is started for itself. */
const later = replaced('"JOB_ID":"48"', '"JOB_ID":"148"', isOf('front.service'));
const inCircle = replaced('"Wants":[]', '"Wants":["front.service"]', isOf('back.service'));

it('a start with a higher number brought nothing, but where what it brings pulls it in', () => {
  const told = story('required-by-back', later);
  expect(pullerWithJob(told.activation('back.service'), told.history)).toBeUndefined();
  const circle = story('required-by-back', (observations) => inCircle(later(observations)));
  expect(pullerWithJob(circle.activation('back.service'), circle.history)).toBe('front.service');
});

it('jobs between which a unit has two are of several transactions', () => {
  const told = story(
    'revived-while-the-dependant-waits-back',
    without((payload) => isOf('dependant.service')(payload) && payload.kind === 'entry' && payload.fields['JOB_ID'] === '48'),
  );
  expect(pullerWithJob(told.activation('base.service'), told.history)).toBeUndefined();
});

it('what went to wait for its restart right before may have had it started', () => {
  const told = story('revived-while-the-dependant-waits-back', replaced('"JOB_ID":"108"', '"JOB_ID":"2208"'));
  expect(pullerWithJob(told.activation('base.service', 1), told.history)).toBe('dependant.service');
});

it('what is down and pulled in by what it pulls in had a job, which may have come first where none was logged', () => {
  const isDown = (observations: readonly Observation[]): readonly Observation[] =>
    replaced(
      /"ActiveEnterTimestamp":"\d+"/g,
      '"ActiveEnterTimestamp":"0"',
      isOf('front.service'),
    )(replaced('"ActiveState":"active"', '"ActiveState":"inactive"', isOf('front.service'))(observations));
  const unlogged = without((payload) => isOf('front.service')(payload) && payload.kind === 'entry');
  const alone = story('required-by-back', (observations) => isDown(unlogged(observations)));
  expect(alone.verdicts(clientRequest, 'back.service')).toMatchObject([{ strength: 'correlated' }]);
  const circle = story('required-by-back', (observations) => inCircle(isDown(unlogged(observations))));
  expect(circle.verdicts(clientRequest, 'back.service')).toMatchObject([{ strength: 'possible' }]);
});
