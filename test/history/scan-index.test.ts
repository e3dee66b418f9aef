import { expect, it } from 'vitest';
import type { ClientScan } from '../../src/model/fact.ts';
import { scansAround, scansOfJob } from '../../src/history/scan-index.ts';

const BEGIN = 1_795_186_450_000_000n;

function scan(order: number, usec: bigint, ...jobs: readonly number[]): ClientScan {
  return { kind: 'client-scan', source: 'proc', at: { realtimeUsec: BEGIN + usec }, order, jobs, processes: [] };
}

it('a job has its scans, those that came since it was asked about among them', () => {
  const scans = [scan(1, 0n, 7, 8), scan(2, 10n, 9), scan(3, 20n, 7, 7)];
  expect(scansOfJob(scans, 7).map(({ order }) => order)).toEqual([1, 3]);
  scans.push(scan(4, 30n, 7));
  expect(scansOfJob(scans, 7).map(({ order }) => order)).toEqual([1, 3, 4]);
  scans.splice(0, 2);
  expect(scansOfJob(scans, 7).map(({ order }) => order)).toEqual([3, 4]);
  expect(scansOfJob(scans, 8)).toEqual([]);
});

it('the scans around a moment are the same as those that a look at each finds, though some come late', () => {
  const scans = Array.from({ length: 400 }, (_, index) => scan(index, BigInt(index * 10 - (index % 7 === 0 ? 25 : 0)), index));
  for (const at of [0n, 5n, 777n, 2_000n, 3_999n, 9_000n]) {
    const near = scans.filter(({ at: { realtimeUsec } }) => {
      const distance = realtimeUsec - (BEGIN + at);
      return distance >= -50n && distance <= 50n;
    });
    expect(scansAround(scans, { realtimeUsec: BEGIN + at }, 50n)).toEqual(near);
  }
});
