import { isDown } from '../../model/properties.ts';
import type { Activation } from '../../model/claim.ts';
import type { ClientScan } from '../../model/fact.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import type { Job } from '../../model/unit-record.ts';
import type { History } from '../../history/history.ts';
import { stateWhenQueued } from '../jobs/job-batch.ts';
import { isRestart, jobKind } from '../jobs/job-kind.ts';
import { asksManager } from './requested-action.ts';

/** These do nothing with a unit that is down (job_type_collapse() in src/core/job.c makes JOB_NOP of them). */
const ONLY_IF_UP = /(?:^|\.)(?:try-restart|condrestart|try-reload-or-restart|reload-or-try-restart|Try\w+|ReloadOrTry\w+)$/;

/** Whether what a command line asks for can have made this very job: a restart is made by what restarts, and the start of a unit that was down by what starts. */
export function canHaveAsked(cmdline: readonly string[] | undefined, activation: Activation, history: History): boolean {
  if (!asksManager(cmdline, activation, history)) return false;
  const { job, unit, requestedAction } = activation;
  if (job === undefined || requestedAction !== undefined) return true;
  if (isRestart(activation, history)) return asksManager(cmdline, { unit, requestedAction: 'restart' }, history);
  const before = stateWhenQueued(job, unit)?.activeState;
  return !(isDown(before) && cmdline?.some((word) => ONLY_IF_UP.test(word)) === true);
}

/** Whether a command that asks for the unit can have made this job, too: a stop that was carried out comes only from a command that requests a stop or a restart. */
export function canHaveMade(job: Job, cmdline: readonly string[] | undefined, history: History): boolean {
  if (jobKind(job, history) !== 'stop' || job.removed?.result !== 'done') return true;
  return asksManager(cmdline, { unit: history.unit(job.unit), requestedAction: 'down' }, history);
}

/** Whether a process may have made another job of the unit instead, as a command makes one: it may where several jobs were announced before processes were looked at. */
export function mayHaveMadeAnother(
  { cmdline }: ProcessDescription,
  { jobs }: ClientScan,
  { job, unit }: Activation,
  history: History,
): boolean {
  return unit.jobs.some((other) => other !== job && jobs.includes(other.id) && canHaveMade(other, cmdline, history));
}
