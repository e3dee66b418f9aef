import { within, follows } from '../../model/instant.ts';
import type { ClientCall } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { Activation } from '../../model/claim.ts';
import { isMethodFor } from './requested-action.ts';
import { isCallOfLauncher } from './bus-requester.ts';
import { clientDescriptionOf, startBehind, type Client } from './client.ts';
import { defined } from '../../defined.ts';

/** The manager's reply comes with the announcement of the job. */
const REPLY_USEC = 2_000_000n;
/** A call whose reply names no job precedes the job that it queued by at most this. */
const CALL_USEC = 2_000_000n;
/** Calls and signals come on two connections, which a busy program reads in any order. */
const READ_LATE_USEC = 20_000n;

/**
 * Who asked over the bus. The manager's reply to a call names the job that it made, so a call with this job's number leaves no doubt; a call that names the unit
 * and whose reply names no job is only likely.
 */
export function clientOnBus(activation: Activation, history: History): Client | undefined {
  const { job, unit } = activation;
  const queued = job?.queued;
  if (job === undefined || queued?.known !== 'heard') return undefined;
  const calls = history.clientCalls.filter((call) => call.at.bootId === queued.at.bootId && !isCallOfLauncher(call));
  const made = calls.find((call) => call.job === job.id && within(queued.at, call.at, REPLY_USEC));
  if (made !== undefined) return { ...clientOf(made, activation, history), certain: true, why: 'the reply to its call names this job' };
  const likely = calls.findLast(
    (call) =>
      call.job === undefined &&
      isMethodFor(call.member, activation.requestedAction ?? 'start') &&
      call.unit !== undefined &&
      history.canonical(call.unit) === unit.name &&
      follows(queued.at, call.at, CALL_USEC, READ_LATE_USEC),
  );
  return likely && { ...clientOf(likely, activation, history), certain: false, why: 'it called for this unit right before' };
}

function clientOf(fact: ClientCall, activation: Activation, history: History): Omit<Client, 'certain' | 'why'> {
  const { process, sender } = fact;
  const description = { ...(process === undefined ? {} : clientDescriptionOf(process)), busName: sender };
  return defined({ fact, description, behind: startBehind(process?.unit, activation, history) });
}
