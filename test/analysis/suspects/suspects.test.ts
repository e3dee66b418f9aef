import { describe, expect, it } from 'vitest';
import { suspectsOf } from '../../../src/analysis/suspects/index.ts';
import { excerpt, replay } from '../../history/excerpt.ts';
import { replaced } from '../story.ts';
import { recordedTimeline } from '../../render/recorded-stories.ts';

const suspects = (name: string, unit: string, change = (all: ReturnType<typeof excerpt>) => all as readonly (typeof all)[number][]) =>
  suspectsOf(unit, replay(change(excerpt(name))).history);

describe('what can start a unit', () => {
  it('its socket, armed while it listens, with what it listens on and the command that disarms it', () => {
    expect(suspects('socket-activation-live', 'door.service')).toContainEqual(
      expect.objectContaining({
        mechanism: 'socket-activation',
        from: { kind: 'unit', unit: 'door.socket' },
        via: [],
        armed: true,
        detail: 'listening on /run/door',
        remedy: ['systemctl stop door.socket'],
      }),
    );
  });

  it('its path unit, with what it watches', () => {
    expect(suspects('path-live', 'inbox.service')).toContainEqual(
      expect.objectContaining({ mechanism: 'path', armed: true, detail: 'watching /run/inbox' }),
    );
  });

  it('a timer that was stopped is there and not armed', () => {
    expect(suspects('timer-live', 'tick.service')).toContainEqual(
      expect.objectContaining({ mechanism: 'timer', armed: false, remedy: ['systemctl stop tick.timer'] }),
    );
  });

  it('when a timer with a monotonic clock elapses next, on the wall clock', () => {
    const before = (all: ReturnType<typeof excerpt>): ReturnType<typeof excerpt> => all.filter(({ sequence }) => sequence <= 104);
    const [timer] = suspects('timer-live', 'tick.service', before).filter(({ mechanism }) => mechanism === 'timer');
    expect(timer).toMatchObject({ armed: true, nextAt: { realtimeUsec: 1_795_189_363_667_683n + (3_911_762_294n - 3_911_068_270n) } });
    const [stopped] = suspects('timer-live', 'tick.service').filter(({ mechanism }) => mechanism === 'timer');
    expect(stopped).toMatchObject({ armed: false });
    expect(stopped?.nextAt).toBeUndefined();
  });

  it('when it elapses next is what a signal told after it had elapsed, not what it was described with', async () => {
    const { suspects: found, window } = await recordedTimeline('widget-daemon/live');
    const [timer] = found.filter(({ mechanism }) => mechanism === 'timer');
    expect(timer).toMatchObject({ armed: true, detail: 'OnActiveSec=3s, OnUnitActiveSec=5min' });
    const ahead = Number((timer?.nextAt?.realtimeUsec ?? 0n) - window.until.realtimeUsec) / 1e6;
    expect(ahead).toBeGreaterThan(280);
    expect(ahead).toBeLessThan(300);
  });

  it('a unit that pulls it in, and what triggers that one', () => {
    const found = suspects('socket-wanted-dependency-live', 'lamp.service');
    expect(found).toContainEqual(
      expect.objectContaining({ mechanism: 'wanted-by', from: { kind: 'unit', unit: 'door.service' }, via: [] }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        mechanism: 'socket-activation',
        from: { kind: 'unit', unit: 'door.socket' },
        via: ['door.service'],
        to: 'lamp.service',
      }),
    );
  });

  it('an upholder, armed while it is active', () => {
    expect(suspects('upheld-by-continuously-live', 'kept.service')).toContainEqual(
      expect.objectContaining({ mechanism: 'upheld-by', armed: true, remedy: ['systemctl stop keeper.service'] }),
    );
  });

  it('a unit whose failure it handles, where that is declared', () => {
    expect(suspects('on-failure-live', 'alarm.service')).toContainEqual(
      expect.objectContaining({
        mechanism: 'on-failure',
        from: { kind: 'unit', unit: 'backup.service' },
        declaredIn: [{ path: '/etc/systemd/system/backup.service', line: 2 }],
      }),
    );
  });

  it('a device that udev lets want it', () => {
    expect(suspects('device-plugged-while-started-by-hand-live', 'probe.service').map(({ mechanism }) => mechanism)).toContain('device');
  });

  it('a unit that it requires, whose restart restarts it while it runs', () => {
    expect(suspects('required-by-live', 'front.service')).toContainEqual(
      expect.objectContaining({
        mechanism: 'restart-propagation',
        from: { kind: 'unit', unit: 'back.service' },
        declaredIn: [{ path: '/etc/systemd/system/front.service', line: 4 }],
      }),
    );
  });

  it('not its slice, not itself, and not what merely stands in a row', () => {
    expect(suspects('client-in-a-unit-live', 'worker.service').filter(({ mechanism }) => mechanism !== 'wanted-by')).toEqual([]);
    expect(suspects('required-by-live', 'front.service').filter(({ mechanism }) => mechanism !== 'restart-propagation')).toEqual([]);
    const own = suspects(
      'required-by-live',
      'back.service',
      replaced('"RequiredBy":["front.service"]', '"RequiredBy":["front.service","back.service","system.slice"]'),
    );
    expect(own.filter(({ mechanism }) => mechanism === 'required-by').map(({ from }) => from)).toEqual([
      { kind: 'unit', unit: 'front.service' },
    ]);
  });
});
