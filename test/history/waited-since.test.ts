import { expect, it } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { waitedSince } from '../../src/history/waited-since.ts';
import type { Instant } from '../../src/model/instant.ts';
import type { UnitRecord } from '../../src/model/unit-record.ts';

const BOOT = 'b'.repeat(32);
const at = (ms: number): Instant => ({ realtimeUsec: BigInt(ms) * 1000n, monotonicUsec: BigInt(ms) * 1000n, bootId: BOOT });

/** A unit that was activated from one moment to another, in ms, as the manager tells it. */
function activated(name: string, after: readonly string[], begin: number, over: number): UnitRecord {
  const stamps = Object.entries({ InactiveExitTimestamp: begin, ActiveEnterTimestamp: over }).flatMap(([stamp, ms]) => [
    [stamp, String(ms * 1000)],
    [`${stamp}Monotonic`, String(ms * 1000)],
  ]);
  return { name, properties: { After: after, ...Object.fromEntries(stamps) }, logs: [], states: [] } as unknown as UnitRecord;
}

function historyOf(...units: readonly UnitRecord[]): History {
  const named = new Map(units.map((unit) => [unit.name, unit]));
  return { unit: (name: string) => named.get(name) } as unknown as History;
}

const waited = (startedMs: number, ...units: readonly UnitRecord[]): bigint | undefined =>
  waitedSince(units[0]!, at(startedMs), historyOf(...units))?.realtimeUsec;

it('is the begin of what was over right before the start', () => {
  const own = activated('own', ['slow'], 20_000, 20_100);
  expect(waited(20_000, own, activated('slow', [], 5_000, 19_900))).toBe(5_000_000n);
  expect(waited(20_000, own, activated('slow', [], 5_000, 12_000))).toBeUndefined();
  expect(waited(20_000, own, activated('slow', [], 5_000, 25_000))).toBeUndefined();
});

it('goes on to what that waited for', () => {
  const own = activated('own', ['slow'], 20_000, 20_100);
  expect(waited(20_000, own, activated('slow', ['slower'], 9_000, 19_900), activated('slower', [], 3_000, 8_900))).toBe(3_000_000n);
});

it('looks at each activation once, as at a boot where all come after all before them', () => {
  const level = (index: number): string[] => Array.from({ length: 40 }, (_, place) => `unit-${index}-${place}`);
  const units = Array.from({ length: 8 }, (_, index) =>
    level(index).map((name) => activated(name, level(index + 1), 1_000 - 100 * index, 1_050 - 100 * index)),
  ).flat();
  const own = activated('own', level(0), 1_100, 1_200);
  expect(waited(1_100, own, ...units, ...level(8).map((name) => activated(name, [], 100, 150)))).toBe(300_000n);
});
