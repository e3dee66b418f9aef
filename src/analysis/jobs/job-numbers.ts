import { OTHER_RELATIONS, PULL_IN_SETTINGS, RESTART_RELATIONS } from '../../systemd/relations.ts';
import type { History } from '../../history/history.ts';
import type { Job } from '../../model/unit-record.ts';

/** Whether two jobs were queued by one manager on one boot: only then their numbers tell which came first. */
export function isOnSameBoot(a: Job, b: Job): boolean {
  const bootOf = (job: Job): string | undefined => (job.queued ?? job.logs[0] ?? job.removed)?.at.bootId;
  return bootOf(a) === bootOf(b) && (a.manager ?? b.manager) === (b.manager ?? a.manager);
}

/**
 * Whether a job with an id between the two cannot come from the first: then another transaction begins there.
 * An unknown job may belong to the first transaction; isolate also starts what already active units pull in.
 */
export function strangerBetween(first: Job, last: Job, history: History): boolean {
  const at = (last.queued ?? last.logs[0] ?? last.removed)?.at;
  if (at === undefined) return false;
  for (let id = first.id + 1; id < last.id && id - first.id < 5_000; id += 1) {
    const job = history.job(id, at);
    if (job !== undefined && !mayComeFrom(job.unit, first.unit, history)) return true;
  }
  return false;
}

/** Walks upwards from `unit` along every dependency that can put a unit's job into another unit's transaction. */
function mayComeFrom(unit: string, origin: string, history: History): boolean {
  const seen = new Set<string>();
  let next = [unit];
  while (next.length > 0) {
    if (next.includes(origin) || next.some((name) => history.unit(name).properties === undefined)) return true;
    for (const name of next) seen.add(name);
    next = [...new Set(next.flatMap((name) => neighbours(name, history)))].filter((name) => !seen.has(name));
  }
  return false;
}

function neighbours(unit: string, history: History): readonly string[] {
  return [
    ...history.edges.namedBy(unit, ...PULL_IN_SETTINGS, ...OTHER_RELATIONS.map(({ setting }) => setting)),
    ...history.edges.targetsOf(unit, ...RESTART_RELATIONS.map(({ setting }) => setting), 'Conflicts'),
  ];
}
