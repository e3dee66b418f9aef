import type { Cause, ClientDescription } from './cause.ts';
import type { MechanismName, EndMechanism } from './mechanism.ts';
import type { Strength } from './strength.ts';
import type { RestartDecision } from './restart-decision.ts';
import type { End, EndHow } from './run-end.ts';
import { type Instant, compareInstants } from './instant.ts';
import type { GapPayload, SourceName } from './observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import type { Finding } from './finding.ts';

/** How and why a run of a unit ended. */
export interface UnitEnd extends Omit<End, 'evidence'> {
  /** Who or what brought it down, when that is known: the `from` of the last link of `chain`. */
  readonly by?: Cause;
  /** The weakest link's. */
  readonly strength?: Strength;
  /** From the root to the unit: who stopped it, or killed it. Empty when it ended by itself. */
  readonly chain?: readonly EndLink[];
  /** What its own processes logged last before it ended, oldest first, at most five. Raw text. */
  readonly lastLines?: readonly { readonly at: Instant; readonly text: string }[];
  /** What Restart= made of it; of services only. */
  readonly restart?: RestartDecision;
  readonly evidence?: readonly EvidenceId[];
}

/** One hop on the way to an end; hops before the last one can be starts, as of the unit whose Conflicts= it was. */
export interface EndLink extends Omit<Link, 'mechanism'> {
  readonly mechanism: EndMechanism | MechanismName;
  /** What a client asked for, where that is known; else it is told as a stop. JSON does not print it. */
  readonly request?: EndRequest;
}

/** What a client asks of the manager for a unit that goes down; `signal`: KillUnit. */
export type EndRequest = 'stop' | 'restart' | 'signal';

/** How the unit went down before a start. */
export interface PreviousEnd extends UnitEnd {
  /** From the end to the start. */
  readonly deadForUsec: bigint;
}

export type { Cause, ClientDescription, EndHow };
export type * from './finding.ts';

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
  readonly wouldHaveTold?: readonly Hint[];
}

/** What would have told: a source that was not there, a command that shows it the next time, or what tells of a mechanism. */
export type Hint =
  | { readonly kind: 'source'; readonly name: SourceName; readonly remedy?: string }
  | { readonly kind: 'command'; readonly purpose: string; readonly line: string }
  | { readonly kind: 'mechanism'; readonly mechanism: MechanismName };

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
  /** The signal to the manager that did it, e.g. `SIGINT`. JSON does not print it. */
  readonly signal?: string;
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
  /** Of boot: the unit that is enabled, itself or what pulls it in. JSON does not print it. */
  readonly enabled?: string;
  /** Left out for what is known of the manager; `possible` for a line that mentions the unit, whose reach nobody knows. */
  readonly strength?: Extract<Strength, 'possible'>;
  readonly declaredIn: readonly Declaration[];
  readonly remedy: readonly string[];
}

export type Gap = Omit<GapPayload, 'kind'> & OfHost;

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

/** How waiting for a start ended. */
export type CatchOutcome = 'started' | 'timeout' | 'interrupted';

/** What `catch` found: the start that it waited for, or that none came; and all that a timeline tells of the time. */
export interface Caught {
  readonly outcome: CatchOutcome;
  /** Just the start that was waited for, and what happened up to it. */
  readonly timeline: Timeline;
  readonly start?: Start;
  /** When the waiting began, after what was stopped was down. */
  readonly waitedSince: Instant;
  /** The units that were stopped for it, in this order. */
  readonly stopped: readonly string[];
}

/** The story of one wait: of the timeline, no more than led to the start that was caught. */
export function caughtOf(timeline: Timeline, found: Omit<Caught, 'timeline'>): Caught {
  const { start } = found;
  if (start === undefined) {
    const events = timeline.events.filter(({ at }) => compareInstants(at, found.waitedSince) >= 0);
    return { ...found, timeline: { ...timeline, starts: [], events } };
  }
  const same = timeline.starts.find((one) => isSame(one, start)) ?? start;
  const from = start.previousEnd?.at ?? start.at;
  const events = timeline.events.filter(({ at }) => compareInstants(at, from) >= 0 && compareInstants(at, start.at) <= 0);
  return { ...found, start: same, timeline: { ...timeline, starts: [same], events } };
}

function isSame(a: Start, b: Start): boolean {
  if (a.invocationId !== undefined && b.invocationId !== undefined) return a.invocationId === b.invocationId;
  return a.unit === b.unit && compareInstants(a.at, b.at) === 0;
}

/** How the units are kept down; whyalive prints these commands and never runs them. Each is a whole line for a shell. */
export interface KeepDown {
  /** Stops the units and what would bring them back by itself. */
  readonly untilReboot: readonly string[];
  /** The same, and nothing starts them after a boot either. */
  readonly lasting: readonly string[];
  /** What goes down with them, or loses something. */
  readonly breaks: readonly KeepDownBreak[];
  /** Set when there are no commands because nobody asked the manager what can start the units. */
  readonly isUnknown?: true;
  /** Where several hosts were merged: each host's own, as they are given there. */
  readonly hosts?: Readonly<Record<string, KeepDown>>;
}

/** A unit that is up and that the commands harm: by `setting` it names `of`, which is stopped, or, by PropagatesStopTo=, is named by it. */
export interface KeepDownBreak {
  readonly unit: string;
  /**
   * With Requires=, Requisite=, BindsTo=, PartOf= and PropagatesStopTo= it goes down; with Wants= and Upholds= it goes on without; a trigger (its Unit=) fails, or does
   * nothing, when it next acts.
   */
  readonly setting: 'Requires' | 'Requisite' | 'BindsTo' | 'PartOf' | 'PropagatesStopTo' | 'Wants' | 'Upholds' | 'Unit';
  readonly of: string;
  readonly by: readonly ('untilReboot' | 'lasting')[];
  readonly host?: string;
}

/** Of a unit that half of the host needs, so many suspects are told. */
export const MAX_SUSPECTS = 1_000;
