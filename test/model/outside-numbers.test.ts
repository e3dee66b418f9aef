import { expect, it } from 'vitest';
import { decodeInstant, isTime, LAST_USEC } from '../../src/model/instant.ts';
import { number } from '../../src/model/journal-fields.ts';
import { countProperty, instantProperty, invocationIdProperty, jobIdProperty } from '../../src/model/properties.ts';
import { toRfc3339 } from '../../src/render/time/timestamps.ts';
import { clock, dayOf } from '../../src/render/time/zoned-time.ts';
import { jobIdOfPath } from '../../src/systemd/bus-path.ts';
import { asJobId } from '../../src/systemd/jobs/job-id.ts';

it('a time is one that the calendar has: from 1970 to the end of 9999', () => {
  expect([0n, LAST_USEC].map(isTime)).toEqual([true, true]);
  expect([-1n, LAST_USEC + 1n, 2n ** 64n - 2n].map(isTime)).toEqual([false, false, false]);
  expect(decodeInstant({ realtimeUsec: String(LAST_USEC) })).toEqual({ realtimeUsec: LAST_USEC });
  expect(decodeInstant({ realtimeUsec: String(LAST_USEC + 1n) })).toBeUndefined();
  expect(instantProperty({ A: '253402300800000000' }, 'A', 'b')).toBeUndefined();
});

it('what is reckoned beyond the calendar is told as its end', () => {
  expect([-5n, LAST_USEC + 5n].map((realtimeUsec) => toRfc3339({ realtimeUsec }))).toEqual([
    '1970-01-01T00:00:00.000000Z',
    '9999-12-31T23:59:59.999999Z',
  ]);
  expect(dayOf({ realtimeUsec: 2n ** 64n }, 'utc')).toBe('Fri 9999-12-31');
  expect(clock(1e300, 'UTC').day).toBe('9999-12-31');
});

it('a job has an id of 32 bits, not zero', () => {
  expect([1, 0xffff_ffff].map(asJobId)).toEqual([1, 0xffff_ffff]);
  expect([0, -1, 1.5, 2 ** 32, 1e300, Number.NaN, '1', undefined].map(asJobId).every((id) => id === undefined)).toBe(true);
  expect([jobIdOfPath('/org/freedesktop/systemd1/job/9999999999'), jobIdProperty({ Job: [2 ** 40, '/'] })]).toEqual([undefined, undefined]);
});

it('a number of a field or a property is exact, or none', () => {
  const field = (value: string): number | undefined => number({ F: value }, 'F');
  expect(['7', '9007199254740991'].map(field)).toEqual([7, 9_007_199_254_740_991]);
  expect(['9007199254740992', '9'.repeat(400), '-1', '0x10', '1e3', ''].map(field).every((value) => value === undefined)).toBe(true);
  expect([countProperty({ A: '9'.repeat(400) }, 'A'), countProperty({ A: 1e300 }, 'A'), countProperty({ A: 'x' }, 'A')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(countProperty({ A: '18446744073709551615' }, 'A')).toBe(2n ** 64n - 1n);
});

it('an invocation id has sixteen bytes, and each is one', () => {
  expect(invocationIdProperty({ InvocationID: Array.from({ length: 16 }, () => 255) })).toBe('ff'.repeat(16));
  for (const odd of [-1, 256, 1.5, 'x'])
    expect(invocationIdProperty({ InvocationID: [...Array.from({ length: 15 }, () => 0), odd] })).toBeUndefined();
});
