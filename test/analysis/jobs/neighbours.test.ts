import { expect, it } from 'vitest';
import { forgottenNeighbour } from '../../../src/analysis/jobs/neighbours.ts';
import { otherMakerOfStart } from '../../../src/analysis/jobs/start-makers.ts';
import { excerpt } from '../../history/excerpt.ts';
import { createHistory } from '../../../src/history/history.ts';
import { story } from '../story.ts';

it('what a related unit did is not known where that was dropped', () => {
  const told = story('timer-first-person-later-live');
  const activation = told.activation('tick.service', 1);
  expect(forgottenNeighbour(activation, told.history)).toBeUndefined();
  expect(otherMakerOfStart(activation, told.history)).toBeUndefined();

  told.history.unit('tick.timer').forgottenUntil = activation.order!;
  expect(forgottenNeighbour(activation, told.history)).toBe('tick.timer');
  expect(otherMakerOfStart(activation, told.history)?.client).toBe('possible');

  told.history.unit('tick.timer').forgottenUntil = activation.order! - 1;
  expect(forgottenNeighbour(activation, told.history)).toBeUndefined();
});

it('states and jobs are kept up to the number that is asked for, and up to where others were dropped is known', () => {
  const [few, many] = [createHistory('system', 2), createHistory('system')];
  for (const observation of excerpt('timer-first-person-later-live')) for (const history of [few, many]) history.add(observation);
  const [cut, whole] = [few.unit('tick.service'), many.unit('tick.service')];
  expect(whole.states.length).toBeGreaterThan(4);
  expect(whole.forgottenUntil).toBeUndefined();
  expect(cut.states.length).toBeLessThan(4);
  const last = whole.states.at(-cut.states.length - 1);
  expect(cut.forgottenUntil).toBe(last?.order);
});
