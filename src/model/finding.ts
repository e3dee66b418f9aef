import type { FindingFacts, Severity } from '../analysis/findings/define-finding.ts';
import type { Declaration, EvidenceId, OfHost } from './timeline.ts';

/** Every kind of finding, in the order in which they are told; the words for each stand in renderers/finding-wording.ts. */
export const FINDING_KINDS = [
  'masked',
  'bad-setting',
  'changed-on-disk',
  'exec-missing',
  'exec-not-executable',
  'interpreter-missing',
  'script-missing',
  'working-directory-missing',
  'user-missing',
  'group-missing',
  'environment-file-missing',
  'crash-loop',
  'start-limit-hit',
  'restart-hides-failures',
  'notify-without-ready',
  'watchdog-too-short',
  'path-stays-true',
  'socket-without-service',
  'timer-requires-service',
  'wants-missing',
  'on-failure-storm',
  'ordering-cycle',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something that is wrong with a unit; renderers put it into words. */
export interface Finding extends OfHost {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly unit: string;
  readonly facts: FindingFacts;
  readonly declaredIn: readonly Declaration[];
  readonly evidence: readonly EvidenceId[];
}
