import { activationOfStart, makingOf } from '../jobs/activation.ts';
import { appearedBefore, enteredBefore } from '../jobs/appeared.ts';
import { appearance } from '../starts/pull-in.ts';
import type { Activation } from '../../model/claim.ts';
import { nearestParent, type Parent } from '../jobs/transaction.ts';
import type { History } from '../../history/history.ts';
import { type EndClaim, defineEndMechanism } from './mechanism.ts';
import type { Ending, StopJob } from './ending.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
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
    behind: end === undefined ? { start: makingOf(job, history) } : { end },
    provesJob: strength === 'stated' ? true : undefined,
  });
}

/** The stop job came with the start of a unit that this one cannot run beside, or when that became active without a job. */
export const conflicts = defineEndMechanism({
  name: 'conflicts',
  judge({ stop }, history) {
    if (stop === undefined || stop.kind === 'restart') return [];
    const parent = conflictingStart(stop.activation, history);
    if (parent !== undefined) return SHUTDOWN_UNITS.has(parent.job.unit) ? [] : [claimOfParent(parent, history)];
    const { name } = stop.activation.unit;
    return [...new Set([...history.edges.targetsOf(name, 'Conflicts'), ...history.edges.namedBy(name, 'Conflicts')])]
      .map((other) => appearedBeside(stop, history.unit(other), history))
      .filter((claim) => claim !== undefined)
      .slice(0, 1);
  },
});

/** A unit that became active without a job stops what it conflicts with, in either direction, each in a transaction of its own (retroactively_start_dependencies()). */
function appearedBeside({ job, activation }: StopJob, other: UnitRecord, history: History): EndClaim | undefined {
  const claim = { from: { kind: 'unit', unit: other.name }, setting: 'Conflicts=' } as const;
  const state = appearedBefore(activation, other, history);
  if (state !== undefined) {
    const why = `${other.name} became active without a job, and what it conflicts with was stopped`;
    const evidence = [state, ...(job.queued === undefined ? [] : [job.queued])];
    return { ...claim, strength: 'stated', why, evidence, behind: { start: appearance(other, state, history) } };
  }
  if (job.queued !== undefined || enteredBefore(activation.at, other) === undefined) return undefined;
  const start = other.starts.at(-1);
  return defined({
    ...claim,
    strength: 'correlated',
    why: `${other.name} became active right before, without a job`,
    evidence: job.logs.slice(0, 1),
    behind: start === undefined ? undefined : { start: activationOfStart(start, history) },
  });
}
