import type { Instant } from '../../model/instant.ts';
import type { Finding } from '../../model/timeline.ts';

/** How moments are written. */
export type TimeWords = (instant: Instant) => string;

/** How a kind of finding is told, and what mends it: sentences or commands, the best first. Raw text: escape it for the output. */
export interface FindingWording {
  readonly text: (finding: Finding, time: TimeWords) => string;
  readonly mends: (finding: Finding) => readonly string[];
}
