import type { Fact } from './fact.ts';
import type { Job, StartRecord, UnitRecord } from './unit-record.ts';
import type { Instant } from './instant.ts';
import type { Cause } from './cause.ts';
import type { Strength } from './strength.ts';

/** A unit that was made to act: by a job, with or without a start, or by becoming active without one. This is what mechanisms look at. */
export interface Activation {
  readonly unit: UnitRecord;
  readonly job?: Job;
  readonly start?: StartRecord;
  /** When the manager decided on it: the JobNew where it was heard, else the first line logged for it. */
  readonly at: Instant;
  /** The JobNew's place in the order of observations, or without a job that of the start; left out when neither was heard. */
  readonly order?: number;
  /** The job had already made another start of the unit: what asked for the job did not ask for this start. */
  readonly jobReused: boolean;
  /** What was asked for, where that is no start. */
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
  /** The manager itself told `from` the number of this very job: nothing else made it. */
  readonly provesJob?: true;
  /** A link before this one that has no activation of its own: the process that asked an automount, say. */
  readonly predecessor?: Predecessor;
}

/** Who made the `from` of a claim act. What is left out is that of the claim itself. */
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

/** Whether a verdict is a claim. */
export function isClaim(verdict: Verdict): verdict is Claim {
  return !('ruledOut' in verdict);
}

/** What is asked of the manager for a unit; `down`: a stop or a restart, where it is not known which. */
export type RequestedAction = 'start' | 'stop' | 'restart' | 'down' | 'kill';
