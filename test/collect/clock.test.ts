import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { now, refinedWallClock } from '../../src/collect/clock.ts';

test('the wall clock agrees with that of whole ms, the monotonic one with /proc/uptime, the boot id with /proc', () => {
  // The µs within a ms are learned from readings so far, so that the first ones can be off by one ms.
  const before = BigInt(Date.now() - 1);
  const { realtimeUsec, monotonicUsec, bootId } = now();
  expect(realtimeUsec).toBeGreaterThanOrEqual(before * 1000n);
  expect(realtimeUsec).toBeLessThan(BigInt(Date.now() + 2) * 1000n);
  expect(monotonicUsec).toBeGreaterThan(0n);
  expect(bootId).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', ''));
});

test('the offset converges to the true one and then tells µs', () => {
  const clock = refinedWallClock();
  const trueOffset = 5_000_000_123n;
  const read = (monotonic: bigint) => clock(monotonic, ((monotonic + trueOffset) / 1000n) * 1000n, monotonic + 1n);
  for (let monotonic = 0n; monotonic < 20_000n; monotonic += 7n) read(monotonic);
  const error = read(33_333n) - (33_333n + trueOffset);
  expect(error >= -10n && error <= 10n).toBe(true);
});

test('a pause between both readings moves nothing, a step of the clock does', () => {
  const clock = refinedWallClock();
  expect(clock(1_000n, 50_000n, 1_001n)).toBe(49_999n);
  expect(clock(2_000n, 54_000n, 6_000n)).toBe(50_999n);
  expect(clock(7_000n, 999_000n, 7_000n)).toBe(999_000n);
  expect(clock(8_000n, 10_000n, 8_000n)).toBe(10_999n);
});
