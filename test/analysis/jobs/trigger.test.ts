import { expect, it } from 'vitest';
import { firedBefore, mayHaveFired, stateAt, triggersOf } from '../../../src/analysis/jobs/trigger.ts';
import { isStateSignal, replaced, story, without } from '../story.ts';

it('the triggers of a unit are told by the suffix of their names', () => {
  const told = story('timer-live');
  const activation = told.activation('tick.service');
  expect(triggersOf(activation, told.history, '.timer').map(({ name }) => name)).toEqual(['tick.timer']);
  expect(triggersOf(activation, told.history, '.socket')).toEqual([]);
});

it('a firing is a change to running before the job', () => {
  const told = story('timer-live');
  for (const index of [0, 1]) {
    const activation = told.activation('tick.service', index);
    const fired = firedBefore(activation, told.history.unit('tick.timer'), told.history);
    expect(fired?.subState).toBe('running');
    expect(fired?.order).toBeLessThan(activation.order ?? 0);
  }
});

it('a socket that follows its service has not fired', () => {
  const told = story('socket-live-while-started-by-hand-live');
  const socket = told.history.unit('door.socket');
  expect(socket.states.some(({ subState, signalled }) => subState === 'running' && signalled)).toBe(true);
  expect(firedBefore(told.activation('door.service', 0), socket, told.history)).toBeUndefined();
  expect(stateAt(socket, told.activation('door.service', 0).order)?.subState).toBe('listening');
  expect(stateAt(socket, undefined)).toBeUndefined();
});

it('a firing makes the first job after it and no other', () => {
  const told = story('timer-first-person-later-live');
  const timer = told.history.unit('tick.timer');
  const [first, second] = [told.activation('tick.service', 0), told.activation('tick.service', 1)];
  expect(firedBefore(first, timer, told.history)).toBeDefined();
  expect(firedBefore(second, timer, told.history)).toBeUndefined();
  const soon = { ...second, job: { ...second.job!, queued: { ...second.job!.queued!, at: first.job!.queued!.at } } };
  expect(firedBefore(soon, timer, told.history)).toBeUndefined();
});

it('a path that stays running fires anew, also when the wall clock was set back meanwhile', () => {
  const told = story('path-live', (observations) =>
    replaced(/1795189373(?=856378)/g, '1795185773')(without((payload) => isStateSignal(payload, 'inbox_2epath', 'waiting'))(observations)),
  );
  const path = told.history.unit('inbox.path');
  expect(path.states.filter(({ signalled }) => signalled).map(({ subState }) => subState)).toEqual(['running', 'running']);
  expect(firedBefore(told.activation('inbox.service', 1), path, told.history)?.stateChange?.realtimeUsec).toBe(1795185773856378n);
});

it('a job that had made an earlier start was not asked for again', () => {
  const told = story('timer-live');
  expect(
    firedBefore({ ...told.activation('tick.service'), jobReused: true }, told.history.unit('tick.timer'), told.history),
  ).toBeUndefined();
});

it('a trigger that was announced anew in another state before the job had fired for an earlier one', () => {
  const told = story('socket-activation-live');
  const socket = told.history.unit('door.socket');
  const activation = told.activation('door.service', 0);
  const fired = firedBefore(activation, socket, told.history);
  expect(fired?.subState).toBe('running');
  const later = { ...fired!, subState: 'listening', order: (fired!.order + activation.order!) / 2 };
  const changed = { ...socket, states: [...socket.states.filter(({ order }) => order <= fired!.order), later] };
  expect(firedBefore(activation, changed, told.history)).toBeUndefined();
  expect(mayHaveFired(activation, changed, told.history)).toBe(false);
});

it('what fired while the unit was up, by the clock of the manager, has not made the start that came when it was down', () => {
  const told = story('socket-activation-live');
  const socket = told.history.unit('door.socket');
  const activation = told.activation('door.service', 0);
  const { stateChange } = firedBefore(activation, socket, told.history)!;
  const { unit } = activation;
  const states = unit.states.map((state) =>
    state === stateAt(unit, activation.order)
      ? { ...state, stateChange: { ...stateChange!, monotonicUsec: stateChange!.monotonicUsec! + 1n } }
      : state,
  );
  const downLater = { ...activation, unit: { ...unit, states } };
  expect(firedBefore(downLater, socket, told.history)).toBeUndefined();
  expect(mayHaveFired(downLater, socket, told.history)).toBe(true);
});
