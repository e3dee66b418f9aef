import { jobKind } from '../jobs/job-kind.ts';
import { FOLLOWS_STOP_OF, nearestParent, PROPAGATES_STOP, restartedBy, waitedWhenQueued, type Parent } from '../jobs/transaction.ts';
import type { History } from '../../history/history.ts';
import type { Job } from '../../model/unit-record.ts';
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
    return [claimOfParent(parent, history, isMadeAsStop(job, history) ? endingOfJob(job, history) : undefined)];
  },
});

/** Whether what made the job ended the unit. The automatic restart of a unit that waits for it ends nothing, also where the start limit refuses it. */
function isMadeAsStop(job: Job, history: History): boolean {
  if (jobKind(job, history) === 'stop') return true;
  return !waitedWhenQueued(job, history) && !history.unit(job.unit).starts.some((start) => start.job === job);
}

function followed({ kind, activation }: StopJob, history: History): Parent | undefined {
  if (kind === 'restart') return restartedBy(activation, history);
  return (
    nearestParent(activation, history, FOLLOWS_STOP_OF, ['stop'], true) ??
    nearestParent(activation, history, PROPAGATES_STOP, ['stop', 'restart'])
  );
}
