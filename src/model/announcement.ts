import type { Job } from './unit-record.ts';
import type { Instant } from './instant.ts';

/** A job as the manager announced it on the bus: as new, or once more. */
export interface Announcement {
  readonly order: number;
  readonly at: Instant;
  readonly job: Job;
  /** The job's state, where it was announced before; a new one waits. */
  readonly state?: string;
  /** Whether it was asked for once more: it waits again, or runs and did so before. */
  readonly isAgain: boolean;
  /** Whether it may only say that a restart has stopped its unit, and is a start from now on (job_finish_and_invalidate() in src/core/job.c). */
  readonly isConverted: boolean;
  /** Announcements with the same number came with no other signal in between. */
  readonly run: number;
  /** Between the run before and this one came nothing but signals of units. */
  readonly isAfterUnits: boolean;
  /** The unit whose signal came right before; its own where signals may have been missed. */
  readonly follows?: string;
}
