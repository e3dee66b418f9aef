import { wasObserved } from '../jobs/activation.ts';
import { defineMechanism } from './mechanism.ts';

/** Unit types that can become active by an event of the kernel. */
const BY_THE_KERNEL = /\.(mount|swap|device|scope)$/;

/** The unit became active without a job: a mount that someone else mounted, a swap, a device. */
export const noJob = defineMechanism({
  name: 'no-job',
  judge(activation, history) {
    const { job, start, unit } = activation;
    if (job !== undefined || !BY_THE_KERNEL.test(unit.name)) return [];
    const isObserved = wasObserved(activation, history);
    if (start === undefined && !isObserved) return [];
    return [
      {
        strength: isObserved ? 'stated' : 'correlated',
        from: { kind: 'kernel' },
        why: isObserved ? 'it became active and no job was queued for it' : 'no job was logged for it',
        evidence: start === undefined ? [] : [start.first],
      },
    ];
  },
});
