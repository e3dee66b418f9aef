import { describe, expect, it } from 'vitest';
import {
  countProperty,
  instantProperty,
  invocationIdProperty,
  jobIdProperty,
  listProperty,
  textProperty,
  usecProperty,
} from '../../src/model/properties.ts';
import { excerpt } from '../history/excerpt.ts';

/** What GetAll gave for a running service and for the timer of another, in the lab. */
const worker = propertiesOf('restart-policy-live', 'worker.service');
const timer = propertiesOf('timer-live', 'tick.timer');

function propertiesOf(name: string, unit: string) {
  const payload = excerpt(name)
    .map((one) => one.payload)
    .find((one) => one.kind === 'unit-properties' && one.unit === unit);
  if (payload?.kind !== 'unit-properties') throw new Error(`${name} has no properties of ${unit}`);
  return payload.properties;
}

describe('properties of a unit as GetAll gives them', () => {
  it('a text that is empty or no text is none', () => {
    expect(textProperty(worker, 'Restart')).toBe('on-failure');
    expect(textProperty(worker, 'SourcePath')).toBeUndefined();
    expect(textProperty(worker, 'MainPID')).toBeUndefined();
    expect(textProperty(worker, 'NoSuchProperty')).toBeUndefined();
  });

  it('a list gives its texts; anything else gives none', () => {
    expect(listProperty(worker, 'Requires')).toEqual(['system.slice', 'sysinit.target']);
    expect(listProperty(worker, 'Job')).toEqual(['/']);
    expect(listProperty(worker, 'Id')).toEqual([]);
  });

  it('a count is the same from a number and from the decimal string of a 64-bit one', () => {
    expect(countProperty(worker, 'MainPID')).toBe(148n);
    expect(countProperty({ ...worker, MainPID: '148' }, 'MainPID')).toBe(148n);
    expect(countProperty({ ...worker, MainPID: '148 ' }, 'MainPID')).toBeUndefined();
    expect(countProperty({ ...worker, MainPID: 1.5 }, 'MainPID')).toBeUndefined();
  });

  it('a time of 0 or of 2^64-1 is never', () => {
    expect(usecProperty(worker, 'ActiveEnterTimestamp')).toBe(1795189319641170n);
    expect(usecProperty(worker, 'ActiveExitTimestamp')).toBeUndefined();
    expect(usecProperty({ NextElapseUSecRealtime: '18446744073709551615' }, 'NextElapseUSecRealtime')).toBeUndefined();
  });

  it('both clocks of a time make one instant on the boot given', () => {
    expect(instantProperty(worker, 'ActiveEnterTimestamp', 'b')).toEqual({
      realtimeUsec: 1795189319641170n,
      monotonicUsec: 3867041756n,
      bootId: 'b',
    });
    expect(instantProperty(worker, 'ActiveEnterTimestamp', undefined)).not.toHaveProperty('bootId');
    expect(instantProperty(worker, 'InactiveEnterTimestamp', 'b')).toBeUndefined();
  });

  it('the timer has its last trigger on both clocks', () => {
    const last = instantProperty(timer, 'LastTriggerUSec', 'b');
    expect(last?.realtimeUsec).toBeGreaterThan(1795189300000000n);
    expect(last?.monotonicUsec).toBeGreaterThan(3900000000n);
  });

  it('an InvocationID of 16 bytes is 32 hex digits, one of no bytes is none', () => {
    expect(invocationIdProperty(worker)).toBe('ccfa457a00904269b480665127d1e54f');
    expect(invocationIdProperty({ InvocationID: 'ccfa457a00904269b480665127d1e54f' })).toBe('ccfa457a00904269b480665127d1e54f');
    expect(invocationIdProperty({ InvocationID: [] })).toBeUndefined();
    expect(invocationIdProperty({ InvocationID: 'no id' })).toBeUndefined();
  });

  it('a Job of 0 is none', () => {
    expect(jobIdProperty(worker)).toBeUndefined();
    expect(jobIdProperty({ Job: [77, '/org/freedesktop/systemd1/job/77'] })).toBe(77);
    expect(jobIdProperty({})).toBeUndefined();
  });
});
