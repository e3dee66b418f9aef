import type { Fact } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { Instant } from '../../model/instant.ts';
import type { FindingKind } from '../../model/finding.ts';

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

/** One kind of fault, and how it is found. Pure: what it needs of the host was observed before. */
export interface FindingDefinition<K extends FindingKind = FindingKind> {
  readonly kind: K;
  /** All faults of this kind that a unit has; none when what would show it was not observed. */
  readonly examine: (unit: UnitRecord, history: History) => readonly Fault[];
}

/** Keeps the literal kind of a definition without a cast. */
export function defineFinding<K extends FindingKind>(definition: FindingDefinition<K>): FindingDefinition<K> {
  return definition;
}
