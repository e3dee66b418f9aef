import { isBeforeStartupFinished } from '../jobs/boot-phase.ts';
import { defineMechanism } from './mechanism.ts';

/** Job ids begin at 1 on each boot, and the first job is that of the default target (do_queue_default_job() in src/core/main.c). */
const FIRST_JOB_ID = 1;

/** The boot transaction: the manager started its default target. */
export const boot = defineMechanism({
  name: 'boot',
  judge(activation, history) {
    const { job, unit } = activation;
    if (job === undefined || job.id !== FIRST_JOB_ID || !unit.name.endsWith('.target')) return [];
    if (isBeforeStartupFinished(activation.at, history) === false) return [];
    const line = job.logs[0] ?? job.queued;
    return [
      {
        strength: 'stated',
        from: { kind: 'boot' },
        why: 'it is the first job of this boot',
        evidence: line === undefined ? [] : [line],
      },
    ];
  },
});
