import type { FindingKind } from '../../model/finding.ts';
import type { Finding } from '../../model/timeline.ts';
import { BEHAVIOUR_WORDING } from './behaviour.ts';
import type { FindingWording, TimeWords } from './finding-phrases.ts';
import { HOST_WORDING } from './host.ts';
import { toRfc3339 } from '../time/timestamps.ts';

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
