import { defineMechanism } from './mechanism.ts';
import { claimOfParent } from './pull-in.ts';
import { restartedBy } from '../jobs/transaction.ts';

/** The unit was up and followed the restart of a unit that it is PartOf=, Requires= or BindsTo=. */
export const restartPropagation = defineMechanism({
  name: 'restart-propagation',
  judge(activation, history) {
    const parent = restartedBy(activation, history);
    return parent === undefined ? [] : [claimOfParent(parent, activation, history)];
  },
});
