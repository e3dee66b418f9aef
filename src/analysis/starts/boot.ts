import { isBeforeStartupFinished } from '../jobs/boot-phase.ts';
import { startupAnchor } from '../jobs/startup-anchor.ts';
import { defineMechanism } from './mechanism.ts';

/** The boot transaction: the manager started its default target, at the boot or once more in a soft reboot. */
export const boot = defineMechanism({
  name: 'boot',
  judge(activation, history) {
    const { job, at } = activation;
    if (job === undefined || isBeforeStartupFinished(at, history) === false) return [];
    const anchor = startupAnchor(at, history);
    if (anchor?.job !== job) return [];
    const line = job.logs[0] ?? job.queued;
    const { strength, why } = anchor;
    return [{ strength, from: { kind: 'boot' }, why, evidence: line === undefined ? [] : [line] }];
  },
});
