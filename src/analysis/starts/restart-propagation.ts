import { activationOfJob } from '../jobs/activation.ts';
import { defineMechanism } from './mechanism.ts';
import { restartedBy } from '../jobs/transaction.ts';

/** The unit was up and followed the restart of a unit that it is PartOf=, Requires= or BindsTo=. */
export const restartPropagation = defineMechanism({
  name: 'restart-propagation',
  judge(activation, history) {
    const parent = restartedBy(activation, history);
    if (parent === undefined) return [];
    return [
      {
        strength: parent.strength,
        from: { kind: 'unit', unit: parent.job.unit },
        setting: `${parent.setting}=`,
        evidence: parent.evidence,
        behind: activationOfJob(parent.job, history),
      },
    ];
  },
});
