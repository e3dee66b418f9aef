import { describe, expect, it } from 'vitest';
import type { SignalPayload } from '../../../../src/model/observation.ts';
import { createSignalBudget } from '../../../../src/collect/bus/limits/signal-budget.ts';

const AT = { realtimeUsec: 1n };
const UNIT = 'org.freedesktop.systemd1.Unit';
const pathOf = (unit: string): string => `/org/freedesktop/systemd1/unit/${unit.replace('.', '_2e')}`;
const manager = (member: string, body: SignalPayload['body']): SignalPayload => ({
  ...{ source: 'system-bus', kind: 'signal', path: '/org/freedesktop/systemd1', interface: 'org.freedesktop.systemd1.Manager' },
  ...{ member, body },
});
const loaded = (unit: string) => manager('UnitNew', [unit, pathOf(unit)]);
const removed = (unit: string) => manager('UnitRemoved', [unit, pathOf(unit)]);
const queued = (unit: string) => manager('JobNew', [1, '/org/freedesktop/systemd1/job/1', unit]);
const changed = (unit: string, state: string): SignalPayload => ({
  ...{
    source: 'system-bus',
    kind: 'signal',
    path: pathOf(unit),
    interface: 'org.freedesktop.DBus.Properties',
    member: 'PropertiesChanged',
  },
  body: [UNIT, { ActiveState: state, SubState: state, Description: 'x'.repeat(700) }, []],
});

function begin() {
  let minutes = 0;
  let leftOut = 0;
  const budget = createSignalBudget(
    () => (leftOut += 1),
    () => minutes * 60_000,
  );
  return {
    take: (payload: SignalPayload) => budget.take({ payload, at: AT }).map((one) => one.payload),
    clear: () => budget.clear(),
    later: (by: number) => (minutes += by),
    leftOut: () => leftOut,
  };
}

/** What one look at a unit that is not loaded has the manager send. */
const look = (unit: string) => [loaded(unit), changed('basic.target', 'active'), changed('sysinit.target', 'active'), removed(unit)];

function flood(host: ReturnType<typeof begin>, looks = 15_000): number {
  let passed = 0;
  for (let index = 0; index < looks; index += 1)
    for (const payload of look(`no-${String(index)}.service`)) passed += host.take(payload).length;
  return passed;
}

describe('the signals of the manager', () => {
  it('all pass, in their order, on a host where 2,000 units are started and somebody looks at one each second', () => {
    const host = begin();
    for (let index = 0; index < 2000; index += 1) {
      for (const payload of [
        ...look('a.service'),
        loaded(`b-${String(index)}.service`),
        queued(`b-${String(index)}.service`),
        changed('system.slice', 'active'),
      ])
        expect(host.take(payload)).toEqual([payload]);
    }
    expect(host.leftOut()).toBe(0);
  });

  it('that repeat what was told, and units that nobody does anything with, are bounded in a flood', () => {
    const host = begin();
    const passed = flood(host);
    expect(passed).toBeLessThan(30_000);
    expect(host.leftOut()).toBeGreaterThan(20_000);
    host.later(10);
    expect(host.take(changed('basic.target', 'active'))).toHaveLength(1);
  });

  it('that tell something new pass in a flood; a unit that something happens to is announced before that', () => {
    const host = begin();
    flood(host);
    expect(host.take(changed('basic.target', 'inactive'))).toHaveLength(1);
    expect(host.take(changed('basic.target', 'inactive'))).toEqual([]);
    host.clear();
    expect(host.take(changed('basic.target', 'inactive'))).toHaveLength(1);
    expect(host.take(loaded('w.service'))).toEqual([]);
    expect(host.take(queued('w.service'))).toEqual([loaded('w.service'), queued('w.service')]);
    expect(host.take(changed('w.service', 'active'))).toEqual([changed('w.service', 'active')]);
    expect(host.take(removed('w.service'))).toEqual([removed('w.service')]);
    expect(host.take(loaded('k.device'))).toEqual([]);
    expect(host.take(changed('k.device', 'active'))).toEqual([loaded('k.device'), changed('k.device', 'active')]);
  });
});
