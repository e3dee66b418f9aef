import type { History } from '../../history/history.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import type { Job } from '../../model/unit-record.ts';
import { startupAt, type Startup } from './boot-phase.ts';

/** The job with which a manager started its default target, and how sure that is. */
export interface StartupAnchor {
  readonly job: Job;
  readonly strength: 'stated' | 'correlated';
  readonly why: string;
}

/** Job ids begin at 1 on each boot, and the first job is that of the default target (do_queue_default_job() in src/core/main.c). */
const FIRST_JOB_ID = 1;

/** Targets of the shutdown in a soft reboot (systemd.special(7)), which counts as a part of the startup's time. */
const SHUTDOWN_TARGETS: ReadonlySet<string> = new Set(['shutdown.target', 'umount.target', 'final.target', 'soft-reboot.target']);

/**
 * The job of the default target of the startup at an instant. After an initrd, and after a soft reboot, numbers go on from where they were: there it is the
 * lowest-numbered job of a target that ran in that startup.
 */
export function startupAnchor(at: Instant, history: History): StartupAnchor | undefined {
  const startup = startupAt(at, history);
  if (startup?.goesOn === true) return lowestTarget(startup, history);
  const job = history.job(FIRST_JOB_ID, at);
  if (job?.unit.endsWith('.target') !== true) return undefined;
  return { job, strength: 'stated', why: 'it is the first job of this boot' };
}

function lowestTarget({ began, finished }: Startup, history: History): StartupAnchor | undefined {
  const isWithin = (at: Instant | undefined): boolean =>
    at !== undefined && began !== undefined && compareInstants(began, at) <= 0 && compareInstants(at, finished) <= 0;
  const jobs = [...history.units()]
    .filter(({ name }) => name.endsWith('.target') && !SHUTDOWN_TARGETS.has(name))
    .flatMap((unit) => unit.jobs.filter(({ logs }) => logs.some(({ phase, at }) => phase === 'started' && isWithin(at))));
  const [job] = jobs.toSorted((a, b) => a.id - b.id);
  if (job === undefined) return undefined;
  const isDefault = job.unit === history.canonical('default.target');
  const strength = isDefault ? 'stated' : 'correlated';
  return {
    job,
    strength,
    why: `of the targets of this startup${isDefault ? '' : ','} ${isDefault ? 'the default one' : 'it'} has the lowest job number`,
  };
}
