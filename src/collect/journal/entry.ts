import { isTime, type Instant } from '../../model/instant.ts';
import type { JournalFields } from './export-format.ts';
import { defined } from '../../defined.ts';

/** One entry, and when it was logged. */
export interface JournalEntry {
  readonly at: Instant;
  readonly fields: JournalFields;
}

/**
 * When an entry was logged: _SOURCE_REALTIME_TIMESTAMP, the sender's clock, where there is one, else journald's; the monotonic clock is moved by the
 * same difference. Undefined when the entry has no timestamp (then it is not from journalctl).
 */
export function instantOfEntry(fields: JournalFields): Instant | undefined {
  const received = countOf(fields['__REALTIME_TIMESTAMP']);
  const sent = countOf(fields['_SOURCE_REALTIME_TIMESTAMP']);
  const realtimeUsec = sent ?? received;
  if (realtimeUsec === undefined || !isTime(realtimeUsec)) return undefined;
  const monotonic = countOf(fields['__MONOTONIC_TIMESTAMP']);
  const moved = monotonic === undefined || received === undefined ? monotonic : monotonic + (realtimeUsec - received);
  const bootId = fields['_BOOT_ID'];
  return defined({
    realtimeUsec,
    monotonicUsec: moved !== undefined && moved >= 0n ? moved : undefined,
    bootId: typeof bootId === 'string' ? bootId : undefined,
  });
}

/** Entries with their instants. */
export function withInstants(found: readonly JournalFields[]): JournalEntry[] {
  return found.flatMap((fields) => {
    const at = instantOfEntry(fields);
    return at === undefined ? [] : [{ at, fields }];
  });
}

function countOf(value: string | readonly string[] | undefined): bigint | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}
