import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { isBeforeStartupFinished } from '../jobs/boot-phase.ts';
import { isOfBoot } from '../jobs/boot-transaction.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { startupAnchor } from '../jobs/startup-anchor.ts';
import { isClaim, type Verdict } from '../../model/claim.ts';
import { defineMechanism } from './mechanism.ts';

/**
 * The boot transaction: the manager started its default target, at the boot or once more in a soft reboot, and with it what that pulls in; of a unit that was
 * pulled in, the unit that did so tells more, unless it left no line.
 */
export const boot = defineMechanism({
  name: 'boot',
  judge(activation, history, others) {
    const { job, at } = activation;
    if (job === undefined || activation.jobReused || isBeforeStartupFinished(at, history) === false) return [];
    const anchor = startupAnchor(at, history);
    const line = job.logs[0] ?? job.queued;
    const base = { from: { kind: 'boot' }, evidence: line === undefined ? [] : [line] } as const;
    if (anchor?.job === job) return [{ ...base, strength: anchor.strength, why: anchor.why }];
    if (job.queued?.known === 'heard' || isRestart(activation, history) || others.some(isPulledIn) || !isOfBoot(job, history)) return [];
    return [{ ...base, strength: 'stated', why: 'the number of its job lies among those of the boot; what pulled it in left no line' }];
  },
});

function isPulledIn(verdict: Verdict): boolean {
  return isClaim(verdict) && verdict.strength === 'stated' && PULL_IN_SETTINGS.some((setting) => verdict.setting === `${setting}=`);
}
