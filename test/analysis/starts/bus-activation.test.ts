import { expect, it } from 'vitest';
import { busActivation } from '../../../src/analysis/starts/bus-activation.ts';
import type { Observation, ObservationPayload } from '../../../src/model/observation.ts';
import { excerpt } from '../../history/excerpt.ts';
import { isEntry, replaced, story, without } from '../story.ts';

it.each(['bus-activation-live', 'bus-activation-back'])(
  '%s: the line of dbus-daemon names the unit and who asked for its bus name',
  (name) => {
    expect(story(name).verdicts(busActivation, 'bus-widget.service')).toMatchObject([
      {
        strength: 'stated',
        from: {
          kind: 'client',
          uid: 0,
          comm: expect.stringContaining('busctl') as unknown,
          log: expect.stringContaining('requested by') as unknown,
        },
        setting: 'BusName=org.example.Widget',
      },
    ]);
  },
);

it('who called the name of a service that was up by then did not start it, nor what restarted it later', () => {
  const heard = story('bus-service-started-by-hand-live');
  expect(heard.verdicts(busActivation, 'bus-widget.service', 0)).toEqual([]);
  expect(heard.verdicts(busActivation, 'bus-widget.service', 1)).toEqual([]);
});

it('a line about another unit, and no line, say nothing', () => {
  const isLine = (payload: Parameters<typeof isEntry>[0]): boolean => isEntry(payload, 'Activating via systemd');
  expect(
    story('bus-activation-live', replaced("unit='bus-widget", "unit='bus-gadget", isLine)).verdicts(busActivation, 'bus-widget.service'),
  ).toEqual([]);
  expect(story('bus-activation-live', (all) => withDaemon(without(isLine)(all))).verdicts(busActivation, 'bus-widget.service')).toEqual([]);
});

it('where dbus-daemon is not known to be there, the bus name stays possible; it does not where a monitor saw no message to it', () => {
  const silent = without((payload) => isEntry(payload, 'Activating via systemd'));
  expect(story('bus-activation-live', silent).verdicts(busActivation, 'bus-widget.service')).toMatchObject([
    { strength: 'possible', setting: 'BusName=org.example.Widget' },
  ]);
  const watched = (all: readonly Observation[]): readonly Observation[] =>
    among(silent(all), { source: 'system-bus', kind: 'name-watch', busNames: ['org.example.Widget'] });
  expect(story('bus-activation-live', watched).verdicts(busActivation, 'bus-widget.service')).toEqual([]);
});

/** The same on a host where the manager says that dbus-daemon's unit is active. */
function withDaemon(observations: readonly Observation[]): readonly Observation[] {
  const units = [{ unit: 'dbus.service', loadState: 'loaded', activeState: 'active', subState: 'running' }];
  return among(observations, { source: 'system-bus', kind: 'unit-list', units });
}

/** With one more observation right after the bus began to be heard. */
function among(observations: readonly Observation[], payload: ObservationPayload): readonly Observation[] {
  const index = observations.findIndex((one) => one.payload.kind === 'listening');
  const { at, sequence } = observations[index]!;
  return observations.toSpliced(index + 1, 0, { at, sequence, payload });
}

it('who asks for the name of a unit that the boot starts made no job of its own: then it is only possible', () => {
  const isLine = (payload: ObservationPayload): boolean => isEntry(payload, 'Activating via systemd');
  const [line] = replaced('bus-widget.service', 'early.service')(excerpt('bus-activation-back').filter(({ payload }) => isLine(payload)));
  const told = story('boot-back', (observations) => {
    const index = observations.findIndex(({ payload }) => isEntry(payload, 'Started early.service'));
    return observations.toSpliced(index, 0, { ...line!, at: observations[index]!.at });
  });
  expect(told.history.hostLogs.filter(({ detail }) => detail.event === 'bus-activation')).toHaveLength(1);
  expect(told.verdicts(busActivation, 'early.service')).toMatchObject([{ strength: 'possible' }]);
  expect(told.attribution('early.service')).toMatchObject({ mechanism: 'wanted-by' });
});
