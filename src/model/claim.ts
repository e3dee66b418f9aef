import type { Fact } from './fact.ts';
import type { Job, StartRecord, UnitRecord } from './unit-record.ts';
import type { Instant } from './instant.ts';
import type { Cause } from './cause.ts';
import type { Strength } from './strength.ts';

/** A unit that was activated: by a job, with or without a start, or by becoming active without a job. Mechanisms judge activations. */
export interface Activation {
  readonly unit: UnitRecord;
  readonly job?: Job;
  readonly start?: StartRecord;
  /** When the manager queued it: the time of the JobNew where one was received, else of the first line logged for it. */
  readonly at: Instant;
  /** The JobNew's place in the order of observations, or without a job that of the start; left out when neither was signalled. */
  readonly order?: number;
  /** The job had already led to another start of the unit, so the request for the job did not request this start. */
  readonly jobReused: boolean;
  /** The action that was requested, where that is no start. */
  readonly requestedAction?: Exclude<RequestedAction, 'start'>;
  /** For a unit without a job through which a transaction reached another: that other unit's job. */
  readonly carried?: Job;
}

/** A claim to have made an activation; the table of mechanisms knows whose claim it is. */
export interface Claim {
  readonly strength: Exclude<Strength, 'unexplained'>;
  readonly from: Cause;
  /** The setting that made it so, with its value where one is known. */
  readonly setting?: string;
  /** What decided, in a few words. */
  readonly why?: string;
  /** The signal to the manager that did it. */
  readonly signal?: string;
  readonly evidence: readonly Fact[];
  /** What made `from` act, when that is known; the chain goes on there. */
  readonly behind?: Activation;
  /** The manager's reply to `from` has the id of this job, so nothing else queued it. */
  readonly provesJob?: true;
  /** A link before this one that has no activation of its own: the process that asked an automount, say. */
  readonly predecessor?: Predecessor;
}

/** The cause of the `from` of a claim. Fields that are left out have the values of the claim. */
export interface Predecessor {
  readonly from: Cause;
  readonly to: string;
  readonly strength?: Claim['strength'];
  readonly why?: string;
  readonly evidence?: readonly Fact[];
  /** What made `from` act: the start of the service that it belongs to. The chain goes on there. */
  readonly behind?: Activation;
}

/** A cause that configuration allows and that did not make this start. */
export interface RuledOut {
  readonly ruledOut: true;
  readonly from: Cause;
  readonly why: string;
}

export type Verdict = Claim | RuledOut;

export function ruledOut(from: Cause, why: string): RuledOut {
  return { ruledOut: true, from, why };
}

/** Whether a verdict is a claim. */
export function isClaim(verdict: Verdict): verdict is Claim {
  return !('ruledOut' in verdict);
}

/** The action that is requested of the manager for a unit; `down` is a stop or a restart, where it is not known which. */
export type RequestedAction = 'start' | 'stop' | 'restart' | 'down' | 'kill';
