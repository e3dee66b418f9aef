import { compareInstants, follows, isBetween, usecBetween } from '../../model/instant.ts';
import type { ClientExec } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import type { Activation } from '../../model/claim.ts';
import { canHaveAsked, canHaveMade } from './possible-asker.ts';
import { canCall, isProof } from './able-to-call.ts';
import { scansOfJob } from '../../history/scan-index.ts';
import { asksForMarked } from './requested-action.ts';
import { asClient, type Client, isChildOf } from './client.ts';

/** A program that was executed earlier than this made another request. */
const RECENT_USEC = 5_000_000n;
/** A client asks within milliseconds; one that took longer may not be the one that did. */
const AT_ONCE_USEC = 1_000_000n;

/** The program whose command line asks for this unit and that was executed right before the JobNew, by the kernel's exec events. */
export function clientInExecTrace(activation: Activation, history: History): Client | undefined {
  if (activation.job === undefined) return undefined;
  const seen = { overheard: scansOfJob(history.clientsSeen, activation.job.id)[0]?.overheard, processes: [] };
  const executed = history.clientsExecuted.flatMap((fact) => {
    const { process } = fact;
    return process !== undefined &&
      canCall(process, seen) &&
      canHaveAsked(process.cmdline, activation, history) &&
      isJustBefore(fact, process, activation, history)
      ? [{ fact, process }]
      : [];
  });
  const asking = executed.filter(({ process: { pid } }) => !executed.some(({ process }) => isChildOf(process, pid)));
  // A script that becomes the program keeps its pid.
  const nearest = asking.toSorted((a, b) => compareInstants(b.fact.at, a.fact.at))[0];
  if (nearest === undefined) return undefined;
  const { fact, process } = nearest;
  const certain =
    isProof(process, seen) &&
    usecBetween(fact.at, activation.at) <= AT_ONCE_USEC &&
    asking.every((other) => other.process.pid === process.pid) &&
    !asksForMarked(process.cmdline ?? []);
  return asClient(process, fact, certain, activation, history);
}

/**
 * A program that was executed before an earlier job of the unit has requested that job, if its command can have: a command that starts the unit has queued no job that stopped it,
 * though the JobNew of that job may come later than the exec event.
 */
function isJustBefore({ at }: ClientExec, process: ProcessDescription, activation: Activation, history: History): boolean {
  const { at: activatedAt, job, unit } = activation;
  if (!follows(activatedAt, at, RECENT_USEC)) return false;
  return !unit.jobs.some(
    (other) =>
      other !== job &&
      other.queued !== undefined &&
      isBetween(other.queued.at, at, activatedAt) &&
      canHaveMade(other, process.cmdline, history),
  );
}
