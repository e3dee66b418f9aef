import type { ObservationKind, PayloadOf, Properties, SourceName } from './observation.ts';
import type { Instant } from './instant.ts';
import type { CommandLogged, UnitLogEvent } from './log-event.ts';

export type * from './log-event.ts';

/**
 * What every fact has: where it comes from, when it happened, and its place in the order of observations.
 * `order` is comparable among facts of one source; across sources only `at` is.
 */
interface FactOrigin {
  readonly source: SourceName;
  readonly at: Instant;
  readonly order: number;
}

/** What was observed as it stands: the payload, when, and in which place. */
type Observed<K extends ObservationKind> = PayloadOf<K> & FactOrigin;

export type UnitFile = Observed<'unit-file'>;
export type UnitAlias = Observed<'unit-alias'>;
export type DependencyLink = Observed<'dependency-link'>;
export type PathCheck = Observed<'path-check'>;
export type AccountCheck = Observed<'account-check'>;
export type FileOrigin = Observed<'file-origin'>;
export type Mention = Observed<'mention'>;
/** What was read from the host's disk. */
export type DiskFact = UnitFile | UnitAlias | DependencyLink | PathCheck | AccountCheck | FileOrigin | Mention;
export type ClientScan = Observed<'client-scan'>;
export type ClientExec = Observed<'client-exec'>;
export type ClientCall = Observed<'client-call'>;
export type BusRequest = Observed<'bus-request'>;
export type BusRequester = Observed<'bus-requester'>;
export type NameWatch = Observed<'name-watch'>;
export type PeerScan = Observed<'peer-scan'>;
type UnitProperties = Observed<'unit-properties'>;
type ManagerProperties = Observed<'manager-properties'>;

/** The manager installed a job: JobNew, or a row of ListJobs where `known` is `before` (then nothing is known of its order). */
export interface JobQueued extends FactOrigin {
  readonly kind: 'job-queued';
  readonly jobId: number;
  readonly unit: string;
  readonly known: 'heard' | 'before';
  readonly jobType?: string;
}

export interface JobRemoved extends FactOrigin {
  readonly kind: 'job-removed';
  readonly jobId: number;
  readonly unit: string;
  readonly result: string;
}

/**
 * A job that was announced before is announced anew: it runs, it goes back to wait, or another transaction asked for it too (transaction_apply() in src/core/transaction.c).
 */
export interface JobChanged extends FactOrigin {
  readonly kind: 'job-changed';
  readonly jobId: number;
  readonly state: string;
}

/** A snapshot of a unit's state: a PropertiesChanged of the Unit interface, a row of ListUnits or a GetAll. */
export interface UnitState extends FactOrigin {
  readonly kind: 'unit-state';
  readonly unit: string;
  readonly activeState: string;
  readonly subState: string;
  readonly invocationId?: string;
  readonly jobId?: number;
  /** When it last left the inactive state, by PID 1's clocks. */
  readonly inactiveExit?: Instant;
  readonly stateChange?: Instant;
  /** True for a signal, false for an answer to a question of ours. */
  readonly signalled: boolean;
  /** An answer about one unit; it may have been overtaken by signals that were read before it. */
  readonly mayBeStale?: true;
}

/** A snapshot of what only its type has: NRestarts, Result, ExecMainStatus, LastTriggerUSec … */
export interface UnitDetail extends FactOrigin {
  readonly kind: 'unit-detail';
  readonly unit: string;
  readonly properties: Properties;
}

interface UnitUnloaded extends FactOrigin {
  readonly kind: 'unit-unloaded';
  readonly unit: string;
}

/** The manager loaded a unit: UnitNew. */
export interface UnitLoaded extends FactOrigin {
  readonly kind: 'unit-loaded';
  readonly unit: string;
}

/** A line of the journal. */
interface Line extends FactOrigin {
  readonly text: string;
  readonly cursor?: string;
}

interface LineOfUnit extends Line {
  readonly unit: string;
  readonly invocationId?: string;
}

/** A line that the manager logged about a job of a unit; `invocationId` is the new one in starting and started, the old one elsewhere. */
export interface JobLogged extends LineOfUnit {
  readonly kind: 'job-logged';
  /** The manager's pid, where a user has managers of his own: each log-in can start another, which numbers its jobs from one. */
  readonly manager?: string;
  readonly phase: 'starting' | 'started' | 'start-failed' | 'skipped' | 'stopping' | 'stopped';
  readonly jobId?: number;
  readonly jobType?: string;
  readonly result?: string;
}

/** Another line that the manager logged about a unit. */
export interface UnitLogged extends LineOfUnit {
  readonly kind: 'unit-logged';
  readonly detail: UnitLogEvent;
}

/** A line about a unit that tells of one kind of event. */
export type UnitLog<E extends UnitLogEvent['event']> = UnitLogged & { readonly detail: Extract<UnitLogEvent, { event: E }> };

export function isUnitLog<E extends UnitLogEvent['event']>(fact: Fact | undefined, event: E): fact is UnitLog<E> {
  return fact?.kind === 'unit-logged' && fact.detail.event === event;
}

/** Whether a line was logged about a job that went through one of these phases. */
export function isJobLog(fact: Fact | undefined, ...phases: readonly JobLogged['phase'][]): fact is JobLogged {
  return fact?.kind === 'job-logged' && phases.includes(fact.phase);
}

export type HostLogEvent =
  | { readonly event: 'signal-received'; readonly signal: string; readonly pid?: number; readonly comm?: string }
  | {
      readonly event: 'startup-finished';
      /** The manager's pid, where a user has managers of his own. */
      readonly manager?: string;
      /** How long it took since the manager began, or began anew after a soft reboot. */
      readonly userspaceUsec?: bigint;
      /** Whether another manager had run in an initrd before. */
      readonly hadInitrd?: boolean;
      readonly afterSoftReboot?: boolean;
    }
  | { readonly event: 'marked-jobs-queued' }
  | { readonly event: 'emergency-action'; readonly action: string; readonly unit?: string }
  | {
      readonly event: 'bus-activation';
      readonly busName: string;
      readonly unit: string;
      readonly requester: string;
      readonly uid?: number;
      readonly pid?: number;
      readonly comm?: string;
    }
  | CommandLogged;

/** A line about no unit in particular: of the manager, dbus-daemon, or a program that is asked to do things. */
export interface HostLogged extends Line {
  readonly kind: 'host-logged';
  readonly detail: HostLogEvent;
}

/** A line about no unit in particular that tells of one kind of event. */
export type HostLog<E extends HostLogEvent['event']> = HostLogged & { readonly detail: Extract<HostLogEvent, { event: E }> };

/** From here on, or until here, the bus was heard without a break; or the manager began to reload, after which it announces anew what it has loaded. */
interface BusHeard extends FactOrigin {
  readonly kind: 'bus-heard';
  readonly edge: 'begin' | 'reload' | 'end';
}

/** A line that a process of the unit logged itself. */
export interface UnitOutput extends LineOfUnit {
  readonly kind: 'unit-output';
  /** Of syslog, 0 to 7. */
  readonly priority?: number;
  readonly pid?: number;
  readonly comm?: string;
}

export type Fact =
  | DiskFact
  | UnitOutput
  | JobQueued
  | JobRemoved
  | JobChanged
  | UnitState
  | UnitDetail
  | UnitProperties
  | UnitLoaded
  | UnitUnloaded
  | ManagerProperties
  | JobLogged
  | UnitLogged
  | HostLogged
  | ClientScan
  | ClientExec
  | ClientCall
  | BusRequest
  | BusRequester
  | NameWatch
  | PeerScan
  | BusHeard;

/** When it happened: PID 1's own timestamp where a state carries one, else when it was seen or logged. */
export function momentOf(fact: Fact): Instant {
  return fact.kind === 'unit-state' ? (fact.stateChange ?? fact.at) : fact.at;
}
