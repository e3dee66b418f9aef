import type { Instant } from '../../model/instant.ts';
import type { Finding } from '../../model/timeline.ts';
import type { FindingKind } from '../../model/finding.ts';
import { BEHAVIOUR_WORDING } from './behaviour.ts';
import { HOST_WORDING } from './host.ts';
import { toRfc3339 } from '../time/timestamps.ts';

/** How moments are written. */
export type TimeWords = (instant: Instant) => string;

/** How a kind of finding is told, and what mends it: sentences or commands, the best first. Raw text: escape it for the output. */
export interface FindingWording {
  readonly text: (finding: Finding, time: TimeWords) => string;
  readonly mends: (finding: Finding) => readonly string[];
}

/** All prose about findings. */
const WORDING = {
  ...HOST_WORDING,
  ...BEHAVIOUR_WORDING,
} as const satisfies Record<FindingKind, FindingWording>;

/** A finding in one sentence without its full stop. */
export function findingText(finding: Finding, time: TimeWords = toRfc3339): string {
  return WORDING[finding.kind].text(finding, time);
}

/** What mends it. */
export function mendsOf(finding: Finding): readonly string[] {
  return WORDING[finding.kind].mends(finding);
}
