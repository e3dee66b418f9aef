import { describe, expect, it } from 'vitest';
import { scheduleFit } from '../../../src/analysis/timers/timer-schedule.ts';
import { settingOf } from '../../../src/analysis/starts/timer.ts';
import type { UnitRecord } from '../../../src/model/unit-record.ts';
import type { Properties } from '../../../src/model/observation.ts';
import { story } from '../story.ts';

const told = story('timer-live');
const timer = told.history.unit('tick.timer');
const withProperties = (changes: Properties): UnitRecord => ({ ...timer, properties: { ...timer.properties, ...changes } });

describe('the setting by which a timer elapses', () => {
  it('is written as in the unit file', () => {
    expect(timer.properties?.['TimersMonotonic']).toBeDefined();
    expect(settingOf(timer)).toBe('OnActiveSec=500ms, OnUnitActiveSec=1s');
    expect(settingOf(withProperties({ TimersMonotonic: [['OnUnitInactiveUSec', '5400000000', '0']] }))).toBe('OnUnitInactiveSec=1h 30min');
    expect(settingOf(withProperties({ TimersMonotonic: [['OnBootUSec', '0', '0']] }))).toBe('OnBootSec=0');
    expect(settingOf(withProperties({ TimersMonotonic: [], TimersCalendar: [['OnCalendar', '*-*-* 00:00:00', '0']] }))).toBe(
      'OnCalendar=*-*-* 00:00:00',
    );
  });

  it('is unknown of a timer that was not described, or that has none', () => {
    expect(settingOf({ ...timer, properties: {} })).toBeUndefined();
    expect(settingOf(withProperties({ TimersMonotonic: 'none', TimersCalendar: [] }))).toBeUndefined();
  });
});

describe('the time of a start', () => {
  const second = told.activation('tick.service', 1);
  const unitActive = (usec: string, accuracy = '1000'): UnitRecord =>
    withProperties({ TimersMonotonic: [['OnUnitActiveUSec', usec, '0']], AccuracyUSec: accuracy, RandomizedDelayUSec: '0' });

  const fit = (record: UnitRecord): string => scheduleFit(second, record, undefined);

  it('fits OnUnitActiveSec= counted from the run before', () => {
    expect(fit(unitActive('1000000'))).toBe('fits');
  });

  it('fits OnUnitInactiveSec= counted from its end', () => {
    expect(fit(withProperties({ TimersMonotonic: [['OnUnitInactiveUSec', '1000000', '0']], AccuracyUSec: '1000' }))).toBe('fits');
  });

  it('is never that of a much longer span, and is not known of one that is a little off', () => {
    expect(fit(unitActive('30000000'))).toBe('never');
    expect(fit(unitActive('500000'))).toBe('unknown');
  });

  it('fits nothing when the slack is wider than the span: then every time would', () => {
    expect(fit(unitActive('1000000', '60000000'))).toBe('unknown');
  });

  it('fits nothing without a run before, or without a description', () => {
    expect(scheduleFit(told.activation('tick.service', 0), unitActive('1000000'), undefined)).toBe('unknown');
    expect(fit({ ...timer, properties: {} })).toBe('unknown');
  });

  const calendar = (spec: string, next: Date, accuracy = '1000'): UnitRecord =>
    withProperties({ TimersMonotonic: [], TimersCalendar: [['OnCalendar', spec, `${next.getTime()}000`]], AccuracyUSec: accuracy });
  const at = new Date(Number((second.start?.at.realtimeUsec ?? 0n) / 1000n));
  const [hour, minute, wallSecond] = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  const oneHour = 3_600_000;
  const tomorrow = new Date(Math.floor(at.getTime() / 1000) * 1000 + 24 * oneHour);

  it('fits the second of a calendar, in the zone in which the calendar comes next, and no other second', () => {
    expect(fit(calendar(`*-*-* ${hour}:${minute}:${wallSecond}`, tomorrow, '1000000'))).toBe('fits');
    const ahead = `*-*-* ${(hour + 2) % 24}:${minute}:${wallSecond}`;
    expect(fit(calendar(ahead, tomorrow, '1000000'))).toBe('fits');
    expect(fit(calendar(ahead, new Date(tomorrow.getTime() + 2 * oneHour), '1000000'))).toBe('never');
    expect(fit(calendar(`*-*-* *:*:${(wallSecond + 30) % 60}`, new Date(tomorrow.getTime() + 30_000)))).toBe('never');
  });

  it('is not known where the clocks may have been put forward or back since', () => {
    const spec = `*-*-* ${hour}:${minute}:${wallSecond}`;
    for (const change of [oneHour, -oneHour]) expect(fit(calendar(spec, new Date(tomorrow.getTime() + change), '1000000'))).toBe('unknown');
    expect(fit(calendar(`${spec} UTC`, new Date(tomorrow.getTime() + oneHour), '1000000'))).toBe('fits');
    const utcLater = `*-*-* ${(hour + 1) % 24}:${minute}:${wallSecond} UTC`;
    expect(fit(calendar(utcLater, new Date(tomorrow.getTime() + oneHour), '1000000'))).toBe('never');
  });

  it('is not known of a calendar that is not understood, or that is spread over hours', () => {
    expect(fit(calendar(`*-*-* ${hour}:${minute}:${wallSecond} Europe/Berlin`, tomorrow))).toBe('unknown');
    expect(fit(calendar(`*-*-* ${hour}:${minute}:${wallSecond}`, tomorrow, '3600000000'))).toBe('unknown');
  });
});
