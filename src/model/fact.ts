import type {
  AccountCheckPayload,
  FileOriginPayload,
  MentionPayload,
  PathCheckPayload,
  PeerDescription,
  ProcessDescription,
  Properties,
  SourceName,
} from './observation.ts';
import type { Instant } from './instant.ts';
import type { CommandLogged, UnitLogEvent } from './log-event.ts';

/** A unit file or drop-in as it stood on disk. */
export interface FileRead extends FactOrigin {
  readonly kind: 'file-read';
  readonly unit: string;
  readonly path: string;
  readonly text: string;
}

/** A link in a .wants, .requires or .upholds folder. */
export interface LinkRead extends FactOrigin {
  readonly kind: 'link-read';
  readonly owner: string;
  readonly setting: 'Wants' | 'Requires' | 'Upholds';
  readonly unit: string;
  readonly path: string;
}

/** What a path that a unit's settings name is on the host. */
export interface PathChecked extends FactOrigin, Omit<PathCheckPayload, 'source' | 'kind'> {
  readonly kind: 'path-checked';
}

/** Whether a user or group exists on the host. */
export interface AccountChecked extends FactOrigin, Omit<AccountCheckPayload, 'source' | 'kind'> {
  readonly kind: 'account-checked';
}

/** Which package a file belongs to, and when it last changed. */
export interface FileOriginRead extends FactOrigin, Omit<FileOriginPayload, 'source' | 'kind'> {
  readonly kind: 'file-origin-read';
}

/** A line outside of the unit files that names a unit. */
export interface MentionRead extends FactOrigin, Omit<MentionPayload, 'source' | 'kind'> {
  readonly kind: 'mention-read';
}

/** What was read from the host's disk. */
export type DiskFact = FileRead | LinkRead | PathChecked | AccountChecked | FileOriginRead | MentionRead;

export type { CommandLogged, LoggingProgram } from './log-event.ts';
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

/** All that the manager told of a loaded unit. */
interface UnitDescribed extends FactOrigin {
  readonly kind: 'unit-described';
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

interface ManagerDescribed extends FactOrigin {
  readonly kind: 'manager-described';
  readonly properties: Properties;
}

/** A line that the manager logged about a job of a unit; `invocationId` is the new one in starting and started, the old one elsewhere. */
export interface JobLogged extends FactOrigin {
  readonly kind: 'job-logged';
  readonly phase: 'starting' | 'started' | 'start-failed' | 'skipped' | 'stopping' | 'stopped';
  readonly unit: string;
  readonly jobId?: number;
  readonly jobType?: string;
  readonly result?: string;
  readonly invocationId?: string;
  readonly text: string;
  readonly cursor?: string;
}

/** Another line that the manager logged about a unit. */
export interface UnitLogged extends FactOrigin {
  readonly kind: 'unit-logged';
  readonly unit: string;
  readonly invocationId?: string;
  readonly detail: UnitLogEvent;
  readonly text: string;
  readonly cursor?: string;
}

export type HostLogEvent =
  | { readonly event: 'signal-received'; readonly signal: string; readonly pid?: number; readonly comm?: string }
  | { readonly event: 'startup-finished' }
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
export interface HostLogged extends FactOrigin {
  readonly kind: 'host-logged';
  readonly detail: HostLogEvent;
  readonly text: string;
  readonly cursor?: string;
}

/** The processes that could have asked, as seen right after the JobNew of `jobs`. */
export interface ClientsSeen extends FactOrigin {
  readonly kind: 'clients-seen';
  readonly jobs: readonly number[];
  readonly processes: readonly ProcessDescription[];
  /** Found by their connection to the manager. */
  readonly connected?: true;
}

/** A program that asks for jobs was executed. */
export interface ClientExecuted extends FactOrigin {
  readonly kind: 'client-executed';
  readonly program: string;
  readonly process?: ProcessDescription;
}

/** Someone called the manager over the bus to ask for a job. */
export interface ClientCalled extends FactOrigin {
  readonly kind: 'client-called';
  readonly sender: string;
  readonly member: string;
  readonly unit?: string;
  readonly jobId?: number;
  readonly process?: ProcessDescription;
}

/** Who stood at a socket unit's addresses right after the JobNew of `jobs`. */
export interface PeersSeen extends FactOrigin {
  readonly kind: 'peers-seen';
  readonly jobs: readonly number[];
  readonly socket: string;
  readonly peers: readonly PeerDescription[];
  readonly served: number;
}

/** From here on, or until here, the bus was heard without a break; or the manager began to reload, after which it announces anew what it has loaded. */
interface BusHeard extends FactOrigin {
  readonly kind: 'bus-heard';
  readonly edge: 'begin' | 'reload' | 'end';
}

/** A line that a process of the unit logged itself. */
export interface UnitOutput extends FactOrigin {
  readonly kind: 'unit-output';
  readonly unit: string;
  readonly invocationId?: string;
  readonly text: string;
  /** Of syslog, 0 to 7. */
  readonly priority?: number;
  readonly pid?: number;
  readonly comm?: string;
  readonly cursor?: string;
}

export type Fact =
  | DiskFact
  | UnitOutput
  | JobQueued
  | JobRemoved
  | UnitState
  | UnitDetail
  | UnitDescribed
  | UnitLoaded
  | UnitUnloaded
  | ManagerDescribed
  | JobLogged
  | UnitLogged
  | HostLogged
  | ClientsSeen
  | ClientExecuted
  | ClientCalled
  | PeersSeen
  | BusHeard;

/** When it happened: PID 1's own timestamp where a state carries one, else when it was seen or logged. */
export function momentOf(fact: Fact): Instant {
  return fact.kind === 'unit-state' ? (fact.stateChange ?? fact.at) : fact.at;
}
