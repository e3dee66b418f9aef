import { expect, it } from 'vitest';
import { busActivation } from '../../../src/attribution/mechanisms/bus-activation.ts';
import { isEntry, replaced, story, without } from '../story.ts';

it.each(['bus-activation-live', 'bus-activation-back'])(
  '%s: the line of dbus-daemon names the unit and who asked for its bus name',
  (name) => {
    expect(story(name).opinions(busActivation, 'bus-widget.service')).toMatchObject([
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
  expect(heard.opinions(busActivation, 'bus-widget.service', 0)).toEqual([]);
  expect(heard.opinions(busActivation, 'bus-widget.service', 1)).toEqual([]);
});

it('a line about another unit, and no line, say nothing', () => {
  const isLine = (payload: Parameters<typeof isEntry>[0]): boolean => isEntry(payload, 'Activating via systemd');
  expect(
    story('bus-activation-live', replaced("unit='bus-widget", "unit='bus-gadget", isLine)).opinions(busActivation, 'bus-widget.service'),
  ).toEqual([]);
  expect(story('bus-activation-live', without(isLine)).opinions(busActivation, 'bus-widget.service')).toEqual([]);
});
