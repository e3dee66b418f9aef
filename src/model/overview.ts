import type { MechanismName } from './mechanism.ts';
import type { FindingKind, Severity } from './finding.ts';
import type { Instant } from './instant.ts';
import type { Start, Timeline } from './timeline.ts';

/** The whole host in a window: what started most, and why. */
export interface Overview extends Pick<Timeline, 'generator' | 'host' | 'manager' | 'window' | 'sources' | 'gaps' | 'evidence'> {
  /** Over all units that are told of, shown or not. */
  readonly totals: { readonly rows: number; readonly starts: number; readonly failures: number; readonly loops: number };
  /** Loops first, then by number of starts; at most as many as were asked for. */
  readonly rows: readonly OverviewRow[];
  /** What is not shown: services beyond those that were asked for, and units of other types. */
  readonly notShown: {
    readonly rows: number;
    readonly starts: number;
    readonly otherTypes: { readonly rows: number; readonly starts: number; readonly types: readonly string[] };
  };
}

/** A unit, or the units of one pattern: `run-*.service`, `sshd@.service`. */
export interface OverviewRow {
  readonly unit: string;
  /** Of a pattern, the unit that started last. */
  readonly lastUnit?: string;
  readonly description?: string;
  readonly starts: number;
  readonly first: Instant;
  readonly last: Instant;
  /** How often by what, as far as the journal alone tells, and of the last start what its attribution tells. */
  readonly by: readonly OverviewCause[];
  /** Starts of which nothing is claimed here: whyalive UNIT looks at each. */
  readonly notLookedAt: { readonly starts: number; readonly duringStartup: number; readonly perhaps: readonly MechanismName[] };
  readonly loop?: OverviewLoop;
  readonly failures: number;
  readonly results: readonly { readonly result: string; readonly count: number }[];
  readonly lastResult?: string;
  readonly lastFailedAt?: Instant;
  /** The last start; left out when there was none in the window, its entries are gone, or more rows are told than are looked at. */
  readonly lastStart?: Start;
  readonly activeState?: string;
  readonly findings: readonly { readonly kind: FindingKind; readonly severity: Severity; readonly count: number }[];
}

export interface OverviewCause {
  readonly mechanism: MechanismName;
  readonly starts: number;
}

export interface OverviewLoop {
  readonly starts: number;
  readonly since: Instant;
  readonly until: Instant;
  readonly failures: number;
  /** From one start to the next, on average, in µs. */
  readonly paceUsec: bigint;
  /** Whether it was going on when the window ended. */
  readonly goesOn: boolean;
}
