import { describe, expect, it } from 'vitest';
import { fitsSchedule, settingOf } from '../../../src/analysis/starts/timer.ts';
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

  it('fits OnUnitActiveSec= counted from the run before', () => {
    expect(fitsSchedule(second, unitActive('1000000'))).toBe(true);
  });

  it('fits OnUnitInactiveSec= counted from its end', () => {
    expect(fitsSchedule(second, withProperties({ TimersMonotonic: [['OnUnitInactiveUSec', '1000000', '0']], AccuracyUSec: '1000' }))).toBe(
      true,
    );
  });

  it('does not fit another span', () => {
    expect(fitsSchedule(second, unitActive('3000000'))).toBe(false);
    expect(fitsSchedule(second, unitActive('500000'))).toBe(false);
  });

  it('fits nothing when the slack is wider than the span: then every time would', () => {
    expect(fitsSchedule(second, unitActive('1000000', '60000000'))).toBe(false);
  });

  it('fits nothing without a run before, or without a description', () => {
    expect(fitsSchedule(told.activation('tick.service', 0), unitActive('1000000'))).toBe(false);
    expect(fitsSchedule(second, { ...timer, properties: {} })).toBe(false);
  });
});
