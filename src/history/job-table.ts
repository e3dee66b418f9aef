import { compareInstants, usecApart, usecBetween, type Instant } from '../model/instant.ts';
import type { JobLogged, JobQueued, JobRemoved } from '../model/fact.ts';
import type { Job } from '../model/unit-record.ts';

/** The jobs of all managers that were observed. Each manager numbers its own from one: on a boot a user can have several, one after the other. */
export interface JobTable {
  /** The job that a fact is about; `create` makes it when it is new. */
  of(fact: JobLogged | JobQueued | JobRemoved, unit: string, create: (job: Job) => void): Job | undefined;
  /** The job with this number of the manager that ran at that time. */
  get(id: number, at: Instant): Job | undefined;
  /** Notes that a manager was there at that time. */
  noteManager(manager: string | undefined, at: Instant): void;
  /** The manager that ran at a time, by what it logged; undefined where no more than one is known. */
  managerAt(at: Instant): string | undefined;
}

const KEPT_JOBS = 20_000;
/** A number is kept for so many managers of a boot. */
const KEPT_PER_NUMBER = 32;
/** Clocks: a line can be stamped so much later than what it tells of. */
const LATE_USEC = 1_000_000n;

/** An empty table; beyond a number of jobs the oldest are forgotten. */
export function createJobTable(): JobTable {
  /** By boot and number; in the order in which they came. */
  const byNumber = new Map<string, Map<number, readonly Job[]>>();
  let kept = 0;
  /** By boot: since when each manager is known to have logged. */
  const managers = new Map<string, Map<string, Instant>>();
  const ofBoot = ({ bootId = '' }: Instant): Map<number, readonly Job[]> => {
    const known = byNumber.get(bootId) ?? new Map<number, readonly Job[]>();
    byNumber.set(bootId, known);
    return known;
  };
  const forgetOldest = (): void => {
    const [[oldest, jobs] = ['', new Map<number, readonly Job[]>()]] = byNumber;
    for (const number of [...jobs.keys()].slice(0, KEPT_JOBS / 10)) kept -= jobs.delete(number) ? 1 : 0;
    if (jobs.size === 0) byNumber.delete(oldest);
  };

  const noteManager: JobTable['noteManager'] = (manager, at) => {
    if (manager === undefined) return;
    const { bootId = '' } = at;
    const since = managers.get(bootId)?.get(manager);
    if (since === undefined || compareInstants(at, since) < 0)
      managers.set(bootId, (managers.get(bootId) ?? new Map<string, Instant>()).set(manager, at));
  };

  const managerAt: JobTable['managerAt'] = (at) => {
    const known = [...(managers.get(at.bootId ?? '') ?? [])];
    if (known.length < 2) return undefined;
    const sorted = known.toSorted(([, a], [, b]) => compareInstants(a, b));
    return (sorted.findLast(([, since]) => compareInstants(since, at) <= 0) ?? sorted[0])?.[0];
  };

  return {
    noteManager,
    managerAt,
    of(fact, unit, create) {
      if (fact.jobId === undefined) return undefined;
      const manager = fact.kind === 'job-logged' ? fact.manager : undefined;
      noteManager(manager, fact.at);
      const numbers = ofBoot(fact.at);
      const known = numbers.get(fact.jobId) ?? [];
      const ofUnit = known.filter((job) => job.unit === unit && (job.manager ?? manager) === (manager ?? job.manager));
      let job = nearest(
        ofUnit.filter((one) => mayBeOf(one, fact, managerAt(fact.at) !== undefined)),
        fact.at,
      );
      if (job === undefined) {
        job = { id: fact.jobId, unit, logs: [] };
        if (known.length === 0) kept += 1;
        numbers.set(fact.jobId, [...known, job].slice(-KEPT_PER_NUMBER));
        create(job);
        if (kept > KEPT_JOBS) forgetOldest();
      }
      if (manager !== undefined) job.manager ??= manager;
      return job;
    },
    get(id, at) {
      const known = byNumber.get(at.bootId ?? '')?.get(id);
      if (known === undefined || known.length < 2) return known?.[0];
      const manager = managerAt(at);
      return nearest(
        known.filter((job) => manager === undefined || job.manager === undefined || job.manager === manager),
        at,
      );
    },
  };
}

/** Whether a fact can be about a job: one that is over is not heard of again, and nothing of it comes after its last line. `several`: there were several managers. */
function mayBeOf(job: Job, fact: JobLogged | JobQueued | JobRemoved, several: boolean): boolean {
  const over = job.logs.find(isLast);
  switch (fact.kind) {
    case 'job-removed':
      return true;
    case 'job-queued':
      if (job.removed !== undefined) return compareInstants(fact.at, job.removed.at) <= 0;
      // One manager numbers no two jobs alike; its signals can be read long after its lines were.
      return job.queued !== undefined || over === undefined || !several || usecBetween(over.at, fact.at) <= LATE_USEC;
    case 'job-logged':
      if (job.removed !== undefined && usecBetween(job.removed.at, fact.at) > LATE_USEC) return false;
      if (over !== undefined && over.cursor !== fact.cursor && compareInstants(over.at, fact.at) < 0) return false;
      return !isLast(fact) || job.logs.every((log) => log.cursor === fact.cursor || compareInstants(log.at, fact.at) <= 0);
  }
}

const OVER: ReadonlySet<JobLogged['phase']> = new Set(['started', 'start-failed', 'skipped']);

/** The line with which a job is over; "Stopped" of a restart comes in its middle (job_finish_and_invalidate() in src/core/job.c). */
function isLast(log: JobLogged): boolean {
  return OVER.has(log.phase) || (log.phase === 'stopped' && log.jobType !== 'restart');
}

function nearest(jobs: readonly Job[], at: Instant): Job | undefined {
  if (jobs.length < 2) return jobs[0];
  const distance = (job: Job): bigint => {
    const moments = [job.queued, ...job.logs, job.removed].flatMap((fact) => (fact === undefined ? [] : [usecApart(fact.at, at)]));
    return moments.reduce((least, one) => (one < least ? one : least), moments[0] ?? 0n);
  };
  return jobs.reduce((best, job) => (distance(job) < distance(best) ? job : best));
}
