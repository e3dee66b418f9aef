import type { Instant } from './instant.ts';
import type { Properties } from './observation.ts';
import { listProperty } from './properties.ts';
import {
  type Fact,
  type UnitFile,
  type JobLogged,
  type JobQueued,
  type JobRemoved,
  type UnitDetail,
  type UnitLoaded,
  type UnitLog,
  type UnitLogEvent,
  type UnitLogged,
  type UnitOutput,
  type UnitState,
  isUnitLog,
} from './fact.ts';

/** One job of one manager on one boot, from any source. */
export interface Job {
  readonly id: number;
  readonly unit: string;
  /** Which of a user's managers, once a line has told. */
  manager?: string;
  queued?: JobQueued;
  removed?: JobRemoved;
  readonly logs: JobLogged[];
  /** The job that was there already, where this one was merged into it. */
  readonly again?: Job;
}

/** One start of a unit: a new InvocationID. */
export interface StartRecord {
  readonly unit: string;
  readonly invocationId?: string;
  /** When the unit left the inactive state, by PID 1's clock where it was received on the bus. */
  at: Instant;
  /** When the first line of its job was logged: it left the inactive state then, or before. */
  loggedAt?: Instant;
  /** The place of the first bus fact of this invocation in the order of observations. */
  order?: number;
  job?: Job;
  /** The fact that first reported it. */
  first: Fact;
}

/** All that is known of one unit. Lists are in the order in which facts came. */
export interface UnitRecord {
  readonly name: string;
  /** The other names that the disk knows. */
  readonly aliases: Set<string>;
  properties?: Properties;
  /** When the manager's properties of it were first read; later ones can hold less. */
  firstDescribedAt?: Instant;
  /** When they were last read. */
  describedAt?: Instant;
  readonly states: UnitState[];
  readonly details: UnitDetail[];
  readonly logs: (JobLogged | UnitLogged)[];
  readonly jobs: Job[];
  readonly starts: StartRecord[];
  readonly files: UnitFile[];
  /** The last lines that its own processes logged. */
  readonly output: UnitOutput[];
  /** The starts by their InvocationID. */
  readonly byInvocation: Map<string, StartRecord>;
  /** The order of the last signalled state. */
  lastSignalled?: number;
  /** Up to this place in the order of observations states or jobs of it were dropped, as there were too many. */
  forgottenUntil?: number;
  /** When the manager last loaded it, as far as the bus was observed. */
  loaded?: UnitLoaded;
  /** The last InvocationID that was received on the bus. */
  invocationId?: string;
}

/** An empty record. */
export function emptyUnitRecord(name: string): UnitRecord {
  return {
    name,
    aliases: new Set(),
    states: [],
    details: [],
    logs: [],
    jobs: [],
    starts: [],
    files: [],
    output: [],
    byInvocation: new Map(),
  };
}

/** All names of a unit: those that the manager knows, and those of the disk, as it may not be loaded. */
export function namesOf({ name, properties, aliases }: UnitRecord): readonly string[] {
  return [...new Set([name, ...listProperty(properties ?? {}, 'Names'), ...aliases])];
}

/** The lines about a unit that tell of one kind of event. */
export function linesOf<E extends UnitLogEvent['event']>(
  { logs }: { readonly logs: readonly (JobLogged | UnitLogged)[] },
  event: E,
): readonly UnitLog<E>[] {
  return logs.filter((log) => isUnitLog(log, event));
}

/** The job of a unit with this id; without an id, the latest that is still queued. */
export function openJob(record: UnitRecord, jobId: number | undefined): Job | undefined {
  if (jobId !== undefined) return record.jobs.findLast(({ id }) => id === jobId);
  return record.jobs.findLast(({ queued, removed }) => queued !== undefined && removed === undefined);
}

/** Whether a job was queued before this point in the order of observations, and not removed until after it. */
export function wasPending({ queued, removed }: Job, order: number): boolean {
  return queued !== undefined && queued.order < order && (removed === undefined || removed.order > order);
}

/** The JobNew of a job, where it was received: then its time and its place in the order are those of the job. */
export function heardJob(job: Job | undefined): JobQueued | undefined {
  return job?.queued?.known === 'heard' ? job.queued : undefined;
}

/** Whether the unit waited for its automatic restart when a job of it was queued. */
export function waitedForRestart({ states }: UnitRecord, { order }: JobQueued): boolean {
  return states.findLast((state) => state.order < order)?.subState.startsWith('auto-restart') === true;
}

/** Whether a state of the unit was signalled after this order. */
export function hasSignalledSince({ lastSignalled = -1 }: UnitRecord, order: number): boolean {
  return lastSignalled > order;
}

/** A span of observation orders in which the bus was observed without a break; without `until` it still is. */
export interface ObservedSpan {
  readonly since: { readonly order: number; readonly at: Instant };
  /** When the manager began to reload: a change of a unit that is announced anew after that is not signalled. */
  reloaded?: { readonly order: number; readonly at: Instant };
  until?: { readonly order: number; readonly at: Instant };
}
