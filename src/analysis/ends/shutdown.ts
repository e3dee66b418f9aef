import type { History } from '../../history/history.ts';
import { claimOfParent, conflictingStart, SHUTDOWN_UNITS } from './conflicts.ts';
import { defineEndMechanism, type EndClaim } from './mechanism.ts';
import type { StopJob } from './ending.ts';
import { targetReachedBelow } from './isolation/jobs-below.ts';

/** The stop job came with the start of shutdown.target, or of another unit that ends everything. */
export const shutdown = defineEndMechanism({
  name: 'shutdown',
  judge({ stop }, history) {
    if (stop === undefined || stop.kind === 'restart') return [];
    const parent = conflictingStart(stop.activation, history);
    if (parent === undefined) return stop.job.queued === undefined ? lookingBack(stop, history) : [];
    if (!SHUTDOWN_UNITS.has(parent.job.unit)) return [];
    return [claimOfParent(parent, history)];
  },
});

/** The default dependencies of a unit that is no longer loaded are not known; the id of its job is above that of the shutdown job all the same. */
function lookingBack({ job }: StopJob, history: History): readonly EndClaim[] {
  const target = targetReachedBelow(job, history);
  if (target === undefined || !SHUTDOWN_UNITS.has(target.unit)) return [];
  return [
    {
      strength: 'correlated',
      from: { kind: 'unit', unit: target.unit },
      why: `${target.unit} was reached in the same moment`,
      evidence: [...target.logs.slice(0, 1), ...job.logs.slice(0, 1)],
    },
  ];
}
