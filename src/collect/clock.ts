import type { Instant } from '../model/instant.ts';
import { readKernelFile } from './disk/kernel-files.ts';

/** The current time, to the µs: wall clock, CLOCK_MONOTONIC and the boot id (left out where /proc does not have it). */
export function now(): Instant {
  const monotonicUsec = process.hrtime.bigint() / 1000n;
  const coarseUsec = BigInt(Date.now()) * 1000n;
  const realtimeUsec = wallClock(monotonicUsec, coarseUsec, process.hrtime.bigint() / 1000n);
  return bootId === undefined ? { realtimeUsec, monotonicUsec } : { realtimeUsec, monotonicUsec, bootId };
}

/**
 * A wall clock of µs made from one of whole ms and a monotonic one of µs, read just before and just after the coarse one. The offset between
 * both is kept as long as it agrees with what was read, and moved to the nearest value that does when it does not: it converges within a few
 * readings and follows every step of the clock. Returns the wall clock at `beforeUsec`.
 */
export function refinedWallClock(): (beforeUsec: bigint, coarseUsec: bigint, afterUsec: bigint) => bigint {
  let offset: bigint | undefined;
  return (beforeUsec, coarseUsec, afterUsec) => {
    const least = coarseUsec - afterUsec;
    const most = coarseUsec + 999n - beforeUsec;
    offset = offset === undefined || offset < least ? least : offset > most ? most : offset;
    return beforeUsec + offset;
  };
}

/** This boot's id, 32 hex digits as in the journal; undefined where there is no /proc. */
export function currentBootId(): string | undefined {
  return (readKernelFile('/proc/sys/kernel/random/boot_id') ?? '').trim().replaceAll('-', '') || undefined;
}

const bootId = currentBootId();
const wallClock = refinedWallClock();
calibrate();

// Reads the clocks until a ms begins (1 ms at most): then the offset is right to the time of one reading.
function calibrate(): void {
  const first = Date.now();
  do now();
  while (Date.now() === first);
  now();
}
