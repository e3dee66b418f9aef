import { usecBetween, type Instant } from '../model/instant.ts';
import type { ClientScan } from '../model/fact.ts';

interface Index {
  readonly length: number;
  readonly last: ClientScan | undefined;
  readonly byJob: ReadonlyMap<number, readonly ClientScan[]>;
}

const indexes = new WeakMap<readonly ClientScan[], Index>();

/** The scans of a job. In a burst there are thousands of both, so they are indexed once, and again only when there are more. */
export function scansOfJob(scans: readonly ClientScan[], jobId: number): readonly ClientScan[] {
  const last = scans.at(-1);
  let index = indexes.get(scans);
  if (index?.length !== scans.length || index.last !== last)
    indexes.set(scans, (index = { length: scans.length, last, byJob: group(scans) }));
  return index.byJob.get(jobId) ?? [];
}

function group(scans: readonly ClientScan[]): ReadonlyMap<number, readonly ClientScan[]> {
  const byJob = new Map<number, ClientScan[]>();
  for (const scan of scans) {
    for (const job of new Set(scan.jobs)) {
      const known = byJob.get(job);
      if (known === undefined) byJob.set(job, [scan]);
      else known.push(scan);
    }
  }
  return byJob;
}

/** The scans at most `usec` from `at`. They are nearly in the order of time: one that is out of order by less than `usec` is still found. */
export function scansAround(scans: readonly ClientScan[], at: Instant, usec: bigint): readonly ClientScan[] {
  let [low, high] = [0, scans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (usecBetween(at, scans[middle]?.at ?? at) < -2n * usec) low = middle + 1;
    else high = middle;
  }
  const found: ClientScan[] = [];
  for (let index = low; index < scans.length; index += 1) {
    const scan = scans[index];
    const distance = scan === undefined ? undefined : usecBetween(at, scan.at);
    if (scan === undefined || distance === undefined || distance > 2n * usec) break;
    if (distance >= -usec && distance <= usec) found.push(scan);
  }
  return found;
}
