import { KEPT_PER_UNIT } from '../history/retention.ts';
import type { RecordingHeader } from '../recording/format.ts';

/** Maximum number of facts of each kind that a session keeps about each unit. */
export const RETENTION = {
  /** Reading the past, and a live session that ends with a report. */
  report: 20_000,
  /** A live session that prints each start as it happens. */
  live: KEPT_PER_UNIT,
  /** A session that only writes a recording: nothing is concluded at its end. */
  recordOnly: 50,
} as const;

/** Of a recording that may have grown for months, no more is kept than while it was made. */
export function retentionOf({ options }: Pick<RecordingHeader, 'options'>): number {
  return options['command'] === 'record' ? RETENTION.live : RETENTION.report;
}
