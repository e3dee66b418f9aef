import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readSnapshot } from '../graph.ts';
import { readTruth } from '../read-truth.ts';
import type { Truth } from '../truth.ts';
import type { KnownRecord } from './record.ts';

export const VERSIONS = [247, 252, 257, 262] as const;

/** A known story's log, as it was kept. */
export function readRecord(story: string, version: number): KnownRecord {
  return JSON.parse(gunzipSync(readFileSync(`fixtures/oracle/${String(version)}/${story}.json.gz`)).toString()) as KnownRecord;
}

/** The truth of a known story; `entries` if not all of its lines are to be read. */
export function truthOf({ version, pid, entries, snapshots }: KnownRecord, some = entries): Truth {
  const isSystem = pid === 1;
  return readTruth(
    some,
    snapshots.map(({ at, text }) => readSnapshot(text, at)),
    { version, pid, ...(isSystem ? { defaultTarget: 'multi-user.target' } : {}) },
  );
}
