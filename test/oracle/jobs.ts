import type { Said } from './transactions.ts';
import type { TrueJobType, TrueTime } from './truth.ts';

/** A job as the log tells it. */
export interface FoundJob {
  readonly id: number;
  readonly unit: string;
  readonly types: TrueJobType[];
  installed?: TrueTime;
  finished?: TrueTime;
  result?: string;
}

/** Follows the job that each unit has: a unit has at most one. */
export class JobReader {
  readonly #jobs: FoundJob[] = [];
  readonly #current = new Map<string, FoundJob>();

  /** The job that the unit has now. */
  of(unit: string): FoundJob | undefined {
    return this.#current.get(unit);
  }

  all(): readonly FoundJob[] {
    return this.#jobs;
  }

  take({ told, at }: Said): void {
    switch (told?.kind) {
      case 'installed':
        this.#put({ id: told.id, unit: told.unit, types: [told.type], installed: at });
        return;
      case 'reinstalled':
        if (this.of(told.unit)?.id !== told.id) this.#put({ id: told.id, unit: told.unit, types: [told.type] });
        return;
      case 'merged':
        this.named(told.unit, told.id, told.into).types.push(told.into);
        return;
      case 'converting': {
        // "finished" of the restart stands right before it; the job goes on.
        const job = this.#jobs.findLast(({ unit }) => unit === told.unit);
        if (job === undefined) return;
        delete job.finished;
        delete job.result;
        job.types.push(told.to);
        this.#current.set(told.unit, job);
        return;
      }
      case 'finished': {
        const job = this.named(told.unit, told.id, told.type);
        job.finished = at;
        job.result = told.result;
        if (this.of(told.unit) === job) this.#current.delete(told.unit);
        return;
      }
      default:
    }
  }

  /** A job that a line names; one that the log did not install was there before it. */
  named(unit: string, id: number, type: TrueJobType): FoundJob {
    const current = this.of(unit);
    if (current?.id === id) return current;
    const known = this.#jobs.findLast((job) => job.id === id && job.unit === unit && job.finished === undefined);
    return known ?? this.#put({ id, unit, types: [type] });
  }

  #put(job: FoundJob): FoundJob {
    this.#jobs.push(job);
    this.#current.set(job.unit, job);
    return job;
  }
}
