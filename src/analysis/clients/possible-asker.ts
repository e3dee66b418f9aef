import { isDown } from '../../model/properties.ts';
import type { Activation } from '../../model/claim.ts';
import type { ClientScan } from '../../model/fact.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import type { Job } from '../../model/unit-record.ts';
import type { History } from '../../history/history.ts';
import { scansOfJob } from '../../history/scan-index.ts';
import { within } from '../../model/instant.ts';
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

/** A client that was seen too early asks within this time. */
const ASKS_USEC = 2_000_000n;

/**
 * Whether a process may have made another job of the unit instead: a command makes one. So it is where several jobs were announced before processes were looked at, and where
 * it was there for a later job, too, that nobody else made whom anybody saw: then who made this one may have been gone already.
 */
export function mayHaveMadeAnother(process: ProcessDescription, seen: ClientScan, { job, unit }: Activation, history: History): boolean {
  const { pid, cmdline } = process;
  return unit.jobs.some((other) => {
    const { queued } = other;
    if (other === job || queued === undefined || job?.queued === undefined || !within(queued.at, job.queued.at, ASKS_USEC)) return false;
    if (seen.jobs.includes(other.id)) return canHaveMade(other, cmdline, history);
    if (other.id < job.id || history.clientCalls.some((call) => call.job === other.id) || !canHaveMade(other, cmdline, history))
      return false;
    const there = scansOfJob(history.clientsSeen, other.id).flatMap(({ processes }) => processes);
    const asking = there.filter((one) => asksManager(one.cmdline, { unit }, history));
    return asking.length > 0 && asking.every((one) => one.pid === pid);
  });
}
