import type { Announcement } from '../model/announcement.ts';
import type { JobChanged, JobQueued } from '../model/fact.ts';
import type { Job } from '../model/unit-record.ts';
import { defined } from '../defined.ts';
import { keepLatest } from './retention.ts';

/** The announcements of jobs, in the order in which the manager sent them. */
export interface Announcements {
  readonly kept: readonly Announcement[];
  /** Takes note of an announcement, which comes behind what was to be told of the unit. */
  take(fact: JobQueued | JobChanged, job: Job, isUnitDown: boolean): void;
  /** Takes note of another signal, of a unit or not. */
  interrupt(unit?: string): void;
  /** From here on something may have been missed. */
  lose(): void;
}

const KEPT = 10_000;

/** No announcements yet; beyond a number the oldest are forgotten. */
export function createAnnouncements(): Announcements {
  const kept: Announcement[] = [];
  let run = 0;
  let isOpen = false;
  let isAfterUnits = true;
  let follows: string | undefined;
  let isLost = true;
  const last = new WeakMap<Job, { readonly state: string; readonly isUnitDown: boolean }>();

  return {
    kept,
    take(fact, job, isUnitDown) {
      const { order, at } = fact;
      if (!isOpen) run += 1;
      const before = last.get(job);
      const state = fact.kind === 'job-changed' ? fact.state : undefined;
      const isAgain = state !== undefined && (state === 'waiting' || before?.state === state);
      const isConverted = state === 'waiting' && isUnitDown && (before?.state === 'running' || before?.isUnitDown === false);
      last.set(job, { state: state ?? 'waiting', isUnitDown });
      keepLatest(
        kept,
        defined({ order, at, job, state, isAgain, isConverted, run, isAfterUnits, follows: isLost ? job.unit : follows }),
        KEPT,
      );
      isOpen = true;
      follows = undefined;
      isLost = false;
    },
    lose() {
      isOpen = isAfterUnits = false;
      isLost = true;
    },
    interrupt(unit) {
      if (isOpen) isAfterUnits = true;
      isOpen = false;
      isAfterUnits &&= unit !== undefined;
      follows = unit;
      isLost = false;
    },
  };
}
