import type { Declaration, EvidenceId, OfHost } from './timeline.ts';
import type { Fact } from './fact.ts';
import type { Instant } from './instant.ts';

/** Every kind of finding, in the order in which they are told; the words for each stand in render/words/finding.ts. */
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

/** `error`: it cannot work so. `warning`: it will fail or mislead. `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** What a finding's words are made of; each kind uses some. Raw text: renderers escape it. */
export interface FindingFacts {
  /** The setting, as written: `ExecStart=/usr/bin/api-gatway.py`. */
  readonly setting?: string;
  readonly path?: string;
  /** What exists and looks like it. */
  readonly near?: string;
  readonly interpreter?: string;
  readonly user?: string;
  readonly group?: string;
  /** Another unit that matters. */
  readonly other?: string;
  /** Units, in the order that matters. */
  readonly units?: readonly string[];
  readonly count?: number;
  /** There were more than `count`: what was read does not reach back to the first. */
  readonly atLeast?: boolean;
  /** systemd's own count of automatic restarts. */
  readonly restarts?: number;
  /** What keeps it going, by the name of the mechanism that starts it. */
  readonly mechanism?: string;
  /** The command line, or the program, of who does. */
  readonly client?: string;
  /** µs. */
  readonly usec?: bigint;
  readonly sinceAt?: Instant;
  readonly untilAt?: Instant;
  /** How the first and the last of a series failed, e.g. `exit-code 200/CHDIR`. */
  readonly first?: string;
  readonly last?: string;
  /** A line of a log. */
  readonly line?: string;
}

/** Something that is wrong with a unit. */
export interface Fault {
  readonly severity: Severity;
  readonly facts: FindingFacts;
  /** The lines that say so. */
  readonly declaredIn: readonly { readonly path: string; readonly line?: number }[];
  readonly evidence: readonly Fact[];
}
