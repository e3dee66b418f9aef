import { describe, expect, it } from 'vitest';
import { attributeStart, type Attribution } from '../../src/analysis/attribute-start.ts';
import type { Observation, ObservationPayload } from '../../src/model/observation.ts';
import { isStateSignal, replaced, story } from './story.ts';

const hops = ({ chain }: Attribution): string[] =>
  chain.map(({ mechanism, from, to }) => `${from.kind === 'unit' ? from.unit : from.kind} ${mechanism} ${to}`);

describe('a chain goes to the root', () => {
  it.each([
    [
      'wanted-by-target-live',
      'cache.service',
      ['client client-request site.target', 'site.target wanted-by web.service', 'web.service wanted-by cache.service'],
    ],
    [
      'socket-wanted-dependency-live',
      'lamp.service',
      ['door.socket socket-activation door.service', 'door.service wanted-by lamp.service'],
    ],
    ['client-in-a-unit-live', 'worker.service', ['check.timer timer check.service', 'client client-request worker.service']],
    [
      'boot-back',
      'base.service',
      ['boot boot multi-user.target', 'multi-user.target wanted-by early.service', 'early.service required-by base.service'],
    ],
    ['automount-live', 'srv-lazy.mount', ['process automount srv-lazy.automount', 'srv-lazy.automount automount srv-lazy.mount']],
    [
      'emergency-action-live',
      'last-words.service',
      ['vital.service emergency-action reboot.target', 'reboot.target wanted-by last-words.service'],
    ],
    ['mount-without-a-job-live', 'indexer.service', ['kernel no-job srv-stick.mount', 'srv-stick.mount wanted-by indexer.service']],
  ])('%s: %s', (name, unit, expected) => {
    const attribution = story(name).attribution(unit);
    expect(hops(attribution)).toEqual(expected);
    expect(attribution.strength).toBe('stated');
    expect(attribution.mechanism).toBe(attribution.chain.at(-1)?.mechanism);
  });

  it('and is as strong as its weakest link', () => {
    const attribution = story('required-by-back').attribution('back.service');
    expect(attribution.chain.map(({ strength }) => strength)).toEqual(['correlated', 'stated']);
    expect(attribution.strength).toBe('correlated');
  });

  it('a start that nothing claims is unexplained, and has no chain', () => {
    const told = story('timer-live');
    const start = told.starts('tick.service')[0]!;
    expect(story('restart-policy-live').history.unit('worker.service').starts[0]?.order).toBeUndefined();
    const orphan = story('restart-policy-live');
    const before = orphan.history.unit('worker.service').starts[0]!;
    const attribution = attributeOf(orphan, before);
    expect(attribution).toMatchObject({ mechanism: 'unexplained', strength: 'unexplained', chain: [], losers: [] });
    expect(start.job).toBeDefined();
  });
});

describe('two causes that are both stated', () => {
  /** While a person starts the service, its socket goes to running before the job, and dbus-daemon logs that its name was asked for. */
  const withBusLine = (observations: readonly Observation[]): readonly Observation[] => {
    const fired = observations.find(({ payload }) => isStateSignal(payload, 'door_2esocket', 'running'))!;
    const line: Observation = {
      sequence: fired.sequence,
      at: fired.at,
      payload: {
        source: 'journal',
        kind: 'entry',
        fields: {
          __CURSOR: 's=variation',
          _PID: '120',
          _UID: '100',
          _COMM: 'dbus-daemon',
          MESSAGE: `[system] Activating via systemd: service name='org.example.Door' unit='door.service' requested by ':1.3' (uid=0 pid=7 comm="caller")`,
        },
      },
    };
    return observations.flatMap((one) => (one === fired ? [line, one] : [one]));
  };

  it('demote each other: both fit, and neither is certain', () => {
    const attribution = story('socket-activation-live', withBusLine).attribution('door.service', 0);
    expect(attribution.strength).toBe('correlated');
    expect([attribution.mechanism, ...attribution.losers.map(({ mechanism }) => mechanism)].sort()).toEqual([
      'bus-activation',
      'socket-activation',
    ]);
    expect(attribution.losers.every(({ strength }) => strength === 'correlated')).toBe(true);
    expect(story('socket-activation-live').attribution('door.service', 0)).toMatchObject({ strength: 'stated', losers: [] });
  });

  it('are settled where the job lies inside the transaction of another unit: the others are ruled out', () => {
    const asked = (observations: readonly Observation[]): readonly Observation[] => {
      const index = observations.findIndex(
        ({ payload }) => payload.kind === 'signal' && payload.member === 'JobNew' && payload.body[2] === 'front.service',
      );
      const job = observations[index]!;
      const line: Observation = {
        sequence: job.sequence,
        at: job.at,
        payload: {
          source: 'journal',
          kind: 'entry',
          fields: {
            __CURSOR: 's=variation',
            _PID: '120',
            _UID: '100',
            _COMM: 'dbus-daemon',
            MESSAGE: `[system] Activating via systemd: service name='org.example.Back' unit='back.service' requested by ':1.3' (uid=0 pid=7 comm="caller")`,
          },
        },
      };
      return observations.toSpliced(index, 0, line);
    };
    const attribution = story('required-by-live', asked).attribution('back.service');
    expect(attribution).toMatchObject({ mechanism: 'required-by', strength: 'stated' });
    expect(attribution.ruledOut).toContainEqual(
      expect.objectContaining({ mechanism: 'bus-activation', why: 'its job lies inside the transaction of another unit' }),
    );
  });
});

describe('a circle of units', () => {
  it('is cut', () => {
    const isProperties = (payload: ObservationPayload): boolean => payload.kind === 'unit-properties';
    const circle = story('wanted-by-target-live', (all) =>
      replaced(
        '"WantedBy":["web.service"]',
        '"WantedBy":["web.service","cache.service"]',
        isProperties,
      )(replaced('"WantedBy":["site.target"]', '"WantedBy":["site.target","cache.service"]', isProperties)(all)),
    );
    const attribution = circle.attribution('web.service');
    expect(attribution.chain.length).toBeLessThan(6);
    expect(attribution.chain.at(-1)?.to).toBe('web.service');
  });
});

function attributeOf(told: ReturnType<typeof story>, start: Parameters<typeof attributeStart>[0]): Attribution {
  return attributeStart(start, told.history);
}
