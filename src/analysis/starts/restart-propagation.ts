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
    // A start during RestartSec= has Restart= act at once, and it is that which spreads, not what asked for the start.
    if (restartScheduled(parent.job, history)?.detail.onClientRequest === true) return [defined({ ...claim, behind: undefined })];
    return [wasOnlyStarted(parent, history) ? defined({ ...claim, strength: 'possible' as const, behind: undefined }) : claim];
  },
});

/** Looking back: whether the parent was pulled in by a start. Then nothing spreads, unless a restart was merged into its job. */
function wasOnlyStarted({ job }: Parent, history: History): boolean {
  if (heardJob(job) !== undefined || restartScheduled(job, history) !== undefined) return false;
  return jobKind(job, history) === 'start' && pulledInBy(activationOfJob(job, history), history) !== undefined;
}
