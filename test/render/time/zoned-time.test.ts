import { expect, test } from 'vitest';
import { zonedTime } from '../../../src/render/time/zoned-time.ts';

const AT = { realtimeUsec: 1_795_183_228_067_564n };
const LATER = { realtimeUsec: AT.realtimeUsec + 400_000_000n };
const NEXT_DAY = { realtimeUsec: AT.realtimeUsec + 36_000_000_000n };

test('times stand in UTC, and in the local zone where that is another one', () => {
  const time = zonedTime({ zoneName: 'Asia/Kolkata' });
  expect(time.utc(AT)).toBe('2026-11-20 14:00:28 UTC');
  expect(time.local(AT)).toBe('2026-11-20 19:30:28');
  expect(time.both(AT)).toBe('2026-11-20 14:00:28 UTC (19:30:28 Asia/Kolkata)');
  expect(time.range(AT, LATER)).toBe('2026-11-20 14:00:28 to 14:07:08 UTC (19:30:28 to 19:37:08 Asia/Kolkata)');
  expect(time.short(AT, LATER)).toBe('14:00:28 UTC');
});

test('a day stands where it is another one', () => {
  const time = zonedTime({ zoneName: 'Pacific/Auckland' });
  expect(time.both(AT)).toBe('2026-11-20 14:00:28 UTC (2026-11-21 03:00:28 Pacific/Auckland)');
  expect(zonedTime({ zoneName: 'UTC' }).range(AT, NEXT_DAY)).toBe('2026-11-20 14:00:28 to 2026-11-21 00:00:28 UTC');
  expect(time.short(AT, NEXT_DAY)).toBe('2026-11-20 14:00:28 UTC');
});

test('UTC under any name is no other zone, and neither is a name that nobody knows', () => {
  for (const zoneName of ['UTC', 'Etc/UTC', 'GMT', '', 'Nowhere/At_All']) {
    const time = zonedTime({ zoneName });
    expect([time.zone, time.local(AT), time.both(AT)]).toEqual([undefined, undefined, '2026-11-20 14:00:28 UTC']);
  }
});

test('fractions of a second are cut, not rounded', () => {
  expect(zonedTime({ zoneName: 'UTC' }, 3).utc({ realtimeUsec: AT.realtimeUsec + 900n })).toBe('2026-11-20 14:00:28.068 UTC');
  expect(zonedTime({ zoneName: 'UTC' }).utc({ realtimeUsec: 1_795_183_228_999_999n })).toBe('2026-11-20 14:00:28 UTC');
});
