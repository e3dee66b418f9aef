import type { FindingFacts, Severity } from '../analysis/findings/define-finding.ts';
import type { FindingKind } from './finding.ts';
import type { Declaration, EvidenceId, OfHost } from './timeline.ts';

/** Something that is wrong with a unit; renderers put it into words. */
export interface Finding extends OfHost {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly unit: string;
  readonly facts: FindingFacts;
  readonly declaredIn: readonly Declaration[];
  readonly evidence: readonly EvidenceId[];
}
