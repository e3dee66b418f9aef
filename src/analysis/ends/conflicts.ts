import { activationOfJob } from '../jobs/activation.ts';
import type { Activation } from '../../model/claim.ts';
import { nearestParent, type Parent } from '../jobs/transaction.ts';
import type { History } from '../../history/history.ts';
import { type EndClaim, defineEndMechanism } from './mechanism.ts';
import type { Ending } from './ending.ts';
import { defined } from '../../defined.ts';

/** Units whose start takes the whole machine, or a user's manager, down: nearly everything is in conflict with the first (systemd.special(7)). */
export const SHUTDOWN_UNITS: ReadonlySet<string> = new Set([
  'shutdown.target',
  'umount.target',
  'final.target',
  'exit.target',
  'poweroff.target',
  'reboot.target',
  'halt.target',
  'kexec.target',
  'soft-reboot.target',
]);

/** The start, in whose transaction a stop job lies, of a unit that one of the two names in Conflicts=. */
export function conflictingStart(activation: Activation, history: History): Parent | undefined {
  const [a, b] = [false, true].map((named) => nearestParent(activation, history, ['Conflicts'], ['start', 'restart'], named));
  return a === undefined || (b !== undefined && b.job.id > a.job.id) ? b : a;
}

/** The claim that another unit's job took this one down with it; the chain goes on to who started that unit, or to its end. */
export function claimOfParent({ job, setting, strength, evidence }: Parent, history: History, end?: Ending): EndClaim {
  return defined({
    strength,
    from: { kind: 'unit', unit: job.unit },
    setting: `${setting}=`,
    evidence,
    behind: end === undefined ? { start: activationOfJob(job, history) } : { end },
    provesJob: strength === 'stated' ? true : undefined,
  });
}

/** The stop job came with the start of a unit that this one cannot run beside. */
export const conflicts = defineEndMechanism({
  name: 'conflicts',
  judge({ stop }, history) {
    const parent = stop === undefined || stop.kind === 'restart' ? undefined : conflictingStart(stop.activation, history);
    if (parent === undefined || SHUTDOWN_UNITS.has(parent.job.unit)) return [];
    return [claimOfParent(parent, history)];
  },
});
