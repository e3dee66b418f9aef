import type { Instant } from './instant.ts';
import type { MechanismName } from '../analysis/starts/index.ts';
import type { SourceName, ManagerScope } from './observation.ts';
import type { Strength } from './strength.ts';
import type { Cause, ClientDescription } from './cause.ts';

import type { EndHow } from '../history/run-ends/index.ts';
import type { Finding } from './timeline-finding.ts';
import type { PreviousEnd, UnitEnd } from './end.ts';
import type { KeepDown } from '../analysis/keep-down/index.ts';

export type { Cause, ClientDescription, EndHow };
export type * from './end.ts';
export type * from './timeline-finding.ts';
export type { KeepDown, KeepDownBreak } from '../analysis/keep-down/index.ts';

/**
 * What every renderer gets, and, field for field, what `-o json` prints (schema whyalive/timeline/1).
 * Times are Instants here and RFC 3339 strings in JSON; unknown values are left out.
 */
export interface Timeline {
  readonly generator: { readonly name: 'whyalive'; readonly version: string };
  readonly host: { readonly hostname?: string; readonly machineId?: string; readonly bootId?: string; readonly systemdVersion?: string };
  readonly manager: ManagerScope;
  readonly units: readonly UnitNow[];
  readonly window: { readonly since?: Instant; readonly until: Instant };
  readonly sources: readonly SourceStatus[];
  /** Oldest first, over all units asked for. */
  readonly starts: readonly Start[];
  readonly evidence: Readonly<Record<EvidenceId, Evidence>>;
  readonly suspects: readonly Suspect[];
  /** The commands that keep the units asked for down. */
  readonly keepDown: KeepDown;
  /** What is wrong with the units asked for and with what starts them; worst first. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** How often each unit started in the window, counted even where only the last starts were attributed; `atLeast` when counting was cut short. */
  readonly counts: readonly StartCount[];
  /** Stops, failures, skipped starts and the like of the units asked for, oldest first. */
  readonly events: readonly UnitEvent[];
  /** Set when recordings of several hosts, boots or managers were merged: each, by the name that `host` has everywhere else. */
  readonly hosts?: readonly TimelineHost[];
  /** The number of the first of `starts`, where earlier ones were left out; 1 otherwise. JSON does not print it: there a start has its time and invocation. */
  readonly firstStart?: number;
  /** Set when the timeline was made from a recording. */
  readonly replayOf?: { readonly path: string; readonly recordedAt?: Instant };
}

/** One of several hosts of a merged timeline; the same host on another boot is another one. */
export interface TimelineHost {
  /** The host's name, with its boot or manager where the name alone does not tell. */
  readonly name: string;
  readonly hostname?: string;
  readonly machineId?: string;
  readonly bootId?: string;
  readonly systemdVersion?: string;
  readonly manager: ManagerScope;
  /** Since when this one was looked at; left out where nothing says so. The schema of a host is closed: JSON prints neither this nor `until`. */
  readonly since?: Instant;
  /** When its own recording ended, which is until when anything is known of it: that of another host may go on. */
  readonly until: Instant;
}

/** Which of several hosts it belongs to; left out where there is one. */
export interface OfHost {
  readonly host?: string;
}

export type EvidenceId = string;

export interface UnitNow extends OfHost {
  readonly id: string;
  readonly askedFor: string;
  readonly description?: string;
  readonly loadState?: string;
  readonly activeState?: string;
  readonly subState?: string;
  readonly fragmentPath?: string;
  readonly mainPid?: number;
  /** Since when it has been in its active state. */
  readonly since?: Instant;
  readonly unitFileState?: string;
}

export interface SourceStatus extends OfHost {
  readonly name: SourceName;
  readonly status: 'ok' | 'degraded' | 'missing';
  readonly detail?: string;
  readonly remedy?: string;
}

export interface StartCount extends OfHost {
  readonly unit: string;
  readonly starts: number;
  readonly atLeast: boolean;
}

/** One start: a new InvocationID. */
export interface Start extends OfHost {
  readonly unit: string;
  readonly at: Instant;
  readonly invocationId?: string;
  readonly jobId?: number;
  readonly jobType?: 'start' | 'restart';
  /** That of the last link of the chain, or `unexplained`. */
  readonly mechanism: MechanismName;
  /** The weakest link's. */
  readonly strength: Strength;
  /** From the root to the unit; empty when unexplained. */
  readonly chain: readonly Link[];
  /** What else claimed the start, strongest first, and what was ruled out. */
  readonly alternatives: readonly Alternative[];
  readonly previousEnd?: PreviousEnd;
  readonly outcome: 'running' | 'exited' | 'failed' | 'stopped' | 'unknown';
  /** What would have told, when nothing did. */
  readonly wouldHaveTold?: readonly string[];
}

/** One hop: `from` made `to` start by `mechanism`. */
export interface Link {
  readonly mechanism: MechanismName;
  readonly strength: Strength;
  readonly from: Cause;
  readonly to: string;
  /** The setting that made it so, as written: `OnUnitActiveSec=2min`, `Wants=`. */
  readonly setting?: string;
  /** Says which rule or fact decided, in a few words, e.g. `result exit-code meets Restart=on-failure`. */
  readonly why?: string;
  readonly declaredIn: readonly Declaration[];
  readonly evidence: readonly EvidenceId[];
}

/** The place that declares an edge or setting; `line` counts from 1, and is left out for a link in a .wants folder. */
export interface Declaration {
  readonly path: string;
  readonly line?: number;
  /** The package that owns the file. */
  readonly package?: string;
  /** When the file, or link, last changed. */
  readonly modifiedAt?: Instant;
}

export interface Alternative {
  readonly mechanism: MechanismName;
  readonly strength: Strength;
  readonly ruledOut: boolean;
  readonly why: string;
  readonly from?: Cause;
}

export interface Evidence {
  readonly source: SourceName;
  readonly at: Instant;
  readonly text: string;
  readonly cursor?: string;
}

/** Something that can start the unit, found in its reverse dependencies. */
export interface Suspect extends OfHost {
  readonly mechanism: MechanismName;
  readonly from: Cause;
  /** Units between `from` and the unit. */
  readonly via: readonly string[];
  readonly to: string;
  /** When a timer elapses next. */
  readonly nextAt?: Instant;
  /** Whether it could act right now; left out when that is not known. */
  readonly armed?: boolean;
  readonly detail?: string;
  /** Left out for what is known of the manager; `possible` for a line that mentions the unit, whose reach nobody knows. */
  readonly strength?: Extract<Strength, 'possible'>;
  readonly declaredIn: readonly Declaration[];
  readonly remedy: readonly string[];
}

export interface Gap extends OfHost {
  readonly from: Instant;
  readonly to: Instant;
  readonly source: SourceName;
  readonly text: string;
}

/** Something else that happened to a unit asked for, and was not a start. */
export interface UnitEvent extends OfHost {
  readonly unit: string;
  readonly at: Instant;
  readonly kind: 'stopped' | 'exited' | 'failed' | 'skipped' | 'start-limit-hit' | 'no-op-start' | 'start-failed';
  /** The run that it ended. */
  readonly invocationId?: string;
  readonly text: string;
  /** How and why a run ended; of the kinds that end one. */
  readonly end?: UnitEnd;
  readonly evidence: readonly EvidenceId[];
}
