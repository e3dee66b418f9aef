import type { History } from '../../history/history.ts';
import { heardJob } from '../../model/unit-record.ts';
import type { Parent } from '../jobs/transaction.ts';
import { activationOfJob } from '../jobs/activation.ts';
import { jobKind } from '../jobs/job-kind.ts';
import { restartScheduled } from '../jobs/journal-transaction.ts';
import { pulledInBy, restartedBy } from '../jobs/transaction.ts';
import { defined } from '../../defined.ts';
import { defineMechanism } from './mechanism.ts';
import { claimOfParent } from './pull-in.ts';

/** The unit was up and followed the restart of a unit that it is PartOf=, Requires= or BindsTo=. */
export const restartPropagation = defineMechanism({
  name: 'restart-propagation',
  judge(activation, history) {
    const parent = restartedBy(activation, history);
    if (parent === undefined) return [];
    const claim = claimOfParent(parent, activation, history);
    return [isOtherRequest(parent, history) ? defined({ ...claim, behind: undefined }) : claim];
  },
});

/**
 * Looking back: whether what spread is not what the parent's job began as: a start that was pulled in does not spread, so that a restart was merged into it; and a start during RestartSec= has Restart=
 * act at once, and it is that which spreads.
 */
function isOtherRequest({ job }: Parent, history: History): boolean {
  const scheduled = restartScheduled(job, history);
  if (scheduled !== undefined) return scheduled.detail.onClientRequest;
  if (heardJob(job) !== undefined) return false;
  return jobKind(job, history) === 'start' && pulledInBy(activationOfJob(job, history), history) !== undefined;
}
