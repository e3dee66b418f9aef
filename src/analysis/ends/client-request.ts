import type { Activation } from '../../model/claim.ts';
import type { Fact } from '../../model/fact.ts';
import type { Client } from '../clients/client.ts';
import { clientInExecTrace } from '../clients/exec-trace.ts';
import { clientInLogs } from '../clients/logs.ts';
import { clientInProc, connectedClient, zombieInProc } from '../clients/processes.ts';
import { clientInUnits } from '../clients/exec-settings.ts';
import { nameCaller } from '../clients/name-caller.ts';
import { asksManager } from '../clients/requested-action.ts';
import { clientOnBus } from '../clients/bus.ts';
import { isBeforeStartupFinished } from '../jobs/boot-phase.ts';
import { isCutOff, isNearGap } from '../jobs/coverage.ts';
import type { History } from '../../history/history.ts';
import { defineEndMechanism, type EndClaim } from './mechanism.ts';
import type { Ending, StopJob } from './ending.ts';
import { deadlySignal, signalSent } from './signal-sender.ts';
import { isStopOfMany, startsBelow, targetReachedBelow } from './isolation/jobs-below.ts';
import { otherMakerOfStop, unseenAbove } from './stop-makers.ts';
import { defined } from '../../defined.ts';

/**
 * Someone called StopUnit, RestartUnit, KillUnit and the like. systemd logs only the client of KillUnit; any other is concluded by elimination, and a process or a log line may name it.
 */
export const clientRequest = defineEndMechanism({
  name: 'client-request',
  judge(ending, history, others) {
    const { stop } = ending;
    if (stop === undefined) return killed(ending, history, others);
    if (stop.activation.jobReused) return logged(stop, history);
    const caller = clientOnBus(stop.activation, history);
    if (caller?.certain === true) {
      const named = nameCaller(caller, stop.activation, history);
      const why = "the manager's reply to its call names this job";
      return [{ ...claimOf(stop, named, named.certain ? 'stated' : 'correlated'), why, provesJob: true }];
    }
    if (others.some(({ provesJob }) => provesJob === true)) return [];
    return stop.job.queued?.known === 'heard' ? fromSignals(ending, stop, history, others) : fromJournal(ending, stop, history, others);
  },
});

/** A restart that took over the job of a start gives no signal. */
function logged(stop: StopJob, history: History): readonly EndClaim[] {
  const client = clientInLogs(stop.activation, history);
  return client === undefined ? [] : [{ ...claimOf(stop, client, 'correlated'), ...asked(stop, client.why) }];
}

const WHY_CUT_OFF = 'a client may have asked; the bus was lost right then, and with it perhaps the signal of another unit';

/** systemd logs the signals that it sends because a client called KillUnit. */
function killed(ending: Ending, history: History, others: readonly EndClaim[]): readonly EndClaim[] {
  const sent = others.length > 0 || deadlySignal(ending) === undefined ? undefined : signalSent(ending);
  if (sent?.onClientRequest !== true || sent.isOld) return [];
  const activation: Activation = { unit: ending.unit, at: sent.at, jobReused: false, requestedAction: 'kill' };
  const client = clientInLogs(activation, history) ?? clientInUnits(activation, history);
  const why = 'systemd logged that it sent the signal because a client asked';
  const strength = client === undefined ? 'stated' : 'correlated';
  return [{ ...claimBy(client, strength, [sent], ending.end?.evidence), why, request: 'signal' }];
}

function claimOf({ job }: StopJob, client: Client | undefined, strength: EndClaim['strength']): EndClaim {
  return claimBy(client, strength, job.queued === undefined ? job.logs.slice(0, 2) : [job.queued]);
}

/** The fact that names the client stands between those that led to it and those that came of it. */
function claimBy(
  client: Client | undefined,
  strength: EndClaim['strength'],
  before: readonly Fact[],
  after: readonly Fact[] = [],
): EndClaim {
  return defined({
    strength,
    from: { kind: 'client', ...client?.description },
    evidence: [...new Set([...before, ...(client === undefined ? [] : [client.fact]), ...after])],
    behind: client?.behind && { start: client.behind },
  });
}

/** What was asked for, and by what that is known. */
function asked({ kind }: StopJob, why?: string): Pick<EndClaim, 'request' | 'why'> {
  if (kind !== 'restart') return defined({ request: 'stop', why });
  return { request: 'restart', why: why === undefined ? 'a restart' : `a restart; ${why}` };
}

function fromSignals(ending: Ending, stop: StopJob, history: History, others: readonly EndClaim[]): readonly EndClaim[] {
  const { activation } = stop;
  const named = [clientOnBus, clientInProc, clientInExecTrace].map((find) => find(activation, history)).filter((one) => one !== undefined);
  const certain = named.find((client) => client.certain);
  if (certain !== undefined) return asksForBoth(certain, others, history) ? [] : [{ ...claimOf(stop, certain, 'stated'), ...asked(stop) }];
  if (others.some(({ strength }) => strength !== 'possible')) return [];
  const asking = named[0] ?? clientInUnits(activation, history);
  const client = asking ?? zombieInProc(activation, history) ?? connectedClient(activation, history);
  if (isCutOff(activation, history)) return [{ ...claimOf(stop, client, 'possible'), why: WHY_CUT_OFF }];
  const [anchor] = startsBelow(stop.job, history);
  // No client was seen that asks for this unit, so the other job may have pulled this one in.
  if (anchor !== undefined && asking === undefined) {
    return [
      { ...claimOf(stop, client, 'possible'), why: `a client may have asked, or isolated ${anchor.unit}, whose job came with this one` },
    ];
  }
  const isGap = isNearGap(activation, history);
  const isObserved = stop.job.queued !== undefined && history.wasObserved(stop.job.queued.order) && !isGap;
  const isSole = isObserved && others.length === 0;
  const maker = otherMakerOfStop(ending, stop, history);
  if (isGap && asking === undefined) {
    const why = 'a client may have asked; something of the journal is missing around then';
    return [{ ...claimOf(stop, client, 'possible'), ...asked(stop, why) }];
  }
  const likely = asking === undefined && maker !== undefined ? maker.client : 'correlated';
  const strength = isSole && maker === undefined && client?.certain !== false ? 'stated' : likely;
  const how = strength === 'possible' ? 'may have' : 'most likely';
  const reason = maker === undefined ? 'no other unit took it down, so a client asked' : `a client ${how} asked, but ${maker.why}`;
  return [{ ...claimOf(stop, client, strength), ...asked(stop, reason) }];
}

/** A command that names several units asks for one after the other, so what came with the job of one that it names first was stopped by that. */
function asksForBoth({ fact, description: { pid } }: Client, others: readonly EndClaim[], history: History): boolean {
  const process = fact.kind === 'client-scan' ? fact.processes.find((one) => one.pid === pid) : undefined;
  return others.some(
    ({ strength, from }) =>
      strength !== 'possible' &&
      from.kind === 'unit' &&
      asksManager(process?.cmdline, { unit: history.unit(from.unit), requestedAction: 'down' }, history),
  );
}

function fromJournal(ending: Ending, stop: StopJob, history: History, others: readonly EndClaim[]): readonly EndClaim[] {
  const { activation } = stop;
  const client = clientInLogs(activation, history) ?? clientInUnits(activation, history);
  if (client !== undefined) {
    const why = client.why ?? 'a command of its file asks for this, and it was running';
    return [{ ...claimOf(stop, client, 'correlated'), ...asked(stop, why) }];
  }
  if (others.some(({ strength }) => strength !== 'possible')) return [];
  const isSole =
    others.length === 0 &&
    otherMakerOfStop(ending, stop, history) === undefined &&
    !mayBeIsolated(stop, history) &&
    unseenAbove(ending.unit.name, activation.at, history) === undefined &&
    !isNearGap(activation, history);
  const why = isSole ? 'no other unit took it down, so a client asked' : 'a client may have asked; no source recorded it';
  return [{ ...claimOf(stop, undefined, isSole ? 'correlated' : 'possible'), ...asked(stop, why) }];
}

/**
 * Looking back: a target that was reached at the same time with a lower job id may have been isolated, and where much goes down at once one that failed to start, or takes long; the startup isolates its
 * target as well.
 */
function mayBeIsolated({ job }: StopJob, history: History): boolean {
  const at = job.logs[0]?.at;
  if (at === undefined || isBeforeStartupFinished(at, history) === true) return true;
  return targetReachedBelow(job, history) !== undefined || isStopOfMany(job, history);
}
