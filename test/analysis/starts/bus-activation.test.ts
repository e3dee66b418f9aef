import { expect, it } from 'vitest';
import { busActivation } from '../../../src/analysis/starts/bus-activation.ts';
import type { ObservationPayload } from '../../../src/model/observation.ts';
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
  expect(story('bus-activation-live', without(isLine)).verdicts(busActivation, 'bus-widget.service')).toEqual([]);
});

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
