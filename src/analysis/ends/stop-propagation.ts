import { jobKind } from '../jobs/job-kind.ts';
import { FOLLOWS_STOP_OF, nearestParent, PROPAGATES_STOP, restartedBy, type Parent } from '../jobs/transaction.ts';
import type { History } from '../../history/history.ts';
import { claimOfParent } from './conflicts.ts';
import { defineEndMechanism } from './mechanism.ts';
import { endingOfJob, type StopJob } from './ending.ts';

/** The job came with the stop, or the restart, of a unit that this one is PartOf=, Requires= or BindsTo=, or that propagates its stop. */
export const stopPropagation = defineEndMechanism({
  name: 'stop-propagation',
  judge({ stop }, history) {
    const parent = stop === undefined ? undefined : followed(stop, history);
    if (parent === undefined) return [];
    const { job } = parent;
    const isStop = jobKind(job, history) === 'stop' || !history.unit(job.unit).starts.some((start) => start.job === job);
    return [claimOfParent(parent, history, isStop ? endingOfJob(job, history) : undefined)];
  },
});

function followed({ kind, activation }: StopJob, history: History): Parent | undefined {
  if (kind === 'restart') return restartedBy(activation, history);
  return (
    nearestParent(activation, history, FOLLOWS_STOP_OF, ['stop'], true) ??
    nearestParent(activation, history, PROPAGATES_STOP, ['stop', 'restart'])
  );
}
