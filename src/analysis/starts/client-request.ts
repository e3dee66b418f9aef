import type { Fact } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { wasObserved } from '../jobs/activation.ts';
import { isClaim, type Activation, type Claim, type Verdict } from '../../model/claim.ts';
import { clientInLogs } from '../clients/logs.ts';
import { clientInExecTrace } from '../clients/exec-trace.ts';
import { clientInProc, connectedClient, zombieInProc } from '../clients/processes.ts';
import type { Client } from '../clients/client.ts';
import { nameCaller } from '../clients/name-caller.ts';
import { clientOnBus } from '../clients/bus.ts';
import { clientInUnits } from '../clients/exec-settings.ts';
import { nearestHint } from '../clients/nearest-line.ts';
import { defineMechanism } from './mechanism.ts';
import { isCalledFor, isNotCalledFor, WAS_CALLED } from '../jobs/announced.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { unitLogBefore } from '../jobs/nearby-logs.ts';
import { hasNoOtherCause, isAllSignalled, isLogReadUntil, isNearGap, triggerInDoubt } from '../jobs/coverage.ts';
import { otherMakerOfRestart, pullerWithJob } from '../jobs/jobs-around.ts';
import { otherMakerOfStart } from '../jobs/start-makers.ts';
import { defined } from '../../defined.ts';

const REQUEST_USEC = 2_000_000n;

/**
 * Someone called StartUnit, RestartUnit, StartTransientUnit and the like. No version of systemd logs or signals who, and nothing but the job itself
 * shows that it was asked for: this mechanism concludes by elimination, and then looks for a process or a log line that names the client.
 */
export const clientRequest = defineMechanism({
  name: 'client-request',
  judge(activation, history, others) {
    const { job } = activation;
    const inHoldOff = requestInHoldOff(activation);
    if (activation.jobReused && inHoldOff === undefined) return [];
    if (job === undefined) return mayBeRequested(activation, history) ? [UNRECORDED] : [];
    const claims = others.filter(isClaim);
    const caller = clientOnBus(activation, history);
    if (caller?.certain === true) return [calledFor(activation, history, caller)];
    if (claims.some(({ strength }) => strength !== 'possible') || isNotCalledFor(job, history)) return [];
    const verdict = wasObserved(activation, history)
      ? judgeSignals(activation, history, claims)
      : judgeJournal(activation, history, claims);
    return [inHoldOff === undefined ? verdict : { ...verdict, evidence: [inHoldOff, ...verdict.evidence] }];
  },
});

/** A start that is known only from the manager's snapshot: no job of it was logged or signalled. */
function mayBeRequested({ start, unit }: Activation, history: History): boolean {
  return (
    start !== undefined && start.order === undefined && unit.name.endsWith('.service') && history.statuses.get('journal')?.status !== 'ok'
  );
}

const UNRECORDED: Verdict = {
  strength: 'possible',
  from: { kind: 'client' },
  why: 'a client may have asked; the journal, which would hold the job, could not be read in full',
  evidence: [],
};

/**
 * From v257 a start job that comes during RestartSec= is carried out at once, and logged as "on client request" (service_enter_restart() in src/core/service.c), whoever made that job:
 * it may have been pulled in as well.
 */
function requestInHoldOff(activation: Activation): Fact | undefined {
  const line = unitLogBefore(activation.unit, 'restart-scheduled', activation, REQUEST_USEC);
  return line?.detail.onClientRequest === true ? line : undefined;
}

/** The manager's reply gave the caller this job's id, so nothing else queued the job; the caller itself may be identified only by processes seen around that time. */
function calledFor(activation: Activation, history: History, caller: Client): Claim {
  const { queued } = activation.job ?? {};
  const named = nameCaller(caller, activation, history);
  return defined({
    strength: named.certain ? 'stated' : 'correlated',
    from: { kind: 'client', ...named.description },
    why: "the manager's reply to its call names this job",
    evidence: [...(queued === undefined ? [] : [queued]), caller.fact, ...(named.fact === caller.fact ? [] : [named.fact])],
    provesJob: true,
    behind: named.behind,
  });
}

function judgeSignals(activation: Activation, history: History, claims: readonly Claim[]): Claim {
  const { job } = activation;
  const client = clientLive(activation, history);
  const queued = job?.queued;
  const isLogRead = isLogReadUntil(activation, history);
  const inDoubt = triggerInDoubt(activation, history);
  const maker = client?.certain === true ? undefined : otherMakerOfStart(activation, history);
  const isGap = isNearGap(activation, history);
  const isCalled = job !== undefined && isCalledFor(job, history);
  const isSole = isCalled || (isLogRead && !isGap && claims.length === 0 && inDoubt === undefined && isAllSignalled(activation, history));
  const isSure = client === undefined ? maker === undefined : client.certain;
  const isLikely =
    isCalled || client?.certain === true || (inDoubt === undefined && !isGap && (client !== undefined || maker?.client !== 'possible'));
  return defined({
    strength: isSole && isSure ? 'stated' : isLikely ? 'correlated' : 'possible',
    from: { kind: 'client', ...client?.description },
    why: isCalled ? WAS_CALLED : whyRequested(isLogRead, isGap, inDoubt?.name, maker?.why),
    evidence: [...(queued === undefined ? [] : [queued]), ...(client === undefined ? [] : [client.fact])],
    behind: client?.behind,
  });
}

function whyRequested(isLogRead: boolean, isGap: boolean, inDoubt: string | undefined, maker: string | undefined): string {
  if (inDoubt !== undefined) return `${inDoubt} had fired before, and nothing tells whether it made the job or a client asked for it`;
  if (isGap) return 'a client may have asked; nothing else was seen to, and something of the journal is missing around then';
  if (isLogRead && maker !== undefined) return `a client may have asked; nothing else was seen to, but ${maker}`;
  return isLogRead
    ? 'no trigger fired and no unit pulled it in, so a client asked for the job'
    : 'no trigger fired and no unit pulled it in; the journal, which would tell of a bus activation, was not read so far';
}

/** A client that is certain comes before one that is likely. */
function clientLive(activation: Activation, history: History): Client | undefined {
  const inProc = clientInProc(activation, history);
  const named = [clientOnBus(activation, history), inProc, clientInExecTrace(activation, history)].filter((client) => client !== undefined);
  return (
    named.find(({ certain }) => certain) ??
    inProc ??
    named[0] ??
    clientInUnits(activation, history) ??
    zombieInProc(activation, history) ??
    connectedClient(activation, history)
  );
}

function judgeJournal(activation: Activation, history: History, claims: readonly Claim[]): Claim {
  const { job, unit, start } = activation;
  const evidence = [...new Set([...(job?.logs.slice(0, 2) ?? []), ...(start === undefined ? [] : [start.first])])];
  const logged = clientInLogs(activation, history);
  const client = logged ?? clientInUnits(activation, history);
  if (client !== undefined) {
    return defined({
      strength: 'correlated',
      from: { kind: 'client', ...client.description },
      why: client.why ?? 'a command of its file asks for the unit, and it was running',
      evidence: [client.fact, ...(logged?.also ?? []), ...evidence],
      behind: client.behind,
    });
  }
  const hint = nearestHint(activation, history);
  const nearby = hint === undefined ? '' : `; ${hint.could} came right before and could have asked`;
  const evidenceWithHint = hint === undefined ? evidence : [hint.fact, ...evidence];
  const wasRestarted = isRestart(activation, history);
  // Without a "Stopping" line the unit was not up: it waited for its Restart=, whose own line can lie before what was read.
  const wasUp = job?.logs.some(({ phase }) => phase === 'stopping') === true;
  const isGap = isNearGap(activation, history);
  if (wasRestarted && wasUp && unit.properties !== undefined && !isGap) {
    const other = otherMakerOfRestart(activation, history);
    const isExcluded = other === undefined && claims.length === 0;
    const doubt = other === undefined ? 'another claim is left' : `a job of ${other} may have brought it`;
    return {
      strength: isExcluded ? 'stated' : 'possible',
      from: { kind: 'client' },
      why: `${isExcluded ? 'a restart job that no Restart= and no other unit made comes from a client' : `a client may have asked for the restart, but ${doubt}`}${nearby}`,
      evidence: evidenceWithHint,
    };
  }
  const isAlone = (!wasRestarted || wasUp) && !isGap && claims.length === 0;
  const isSole = isAlone && hasNoOtherCause(activation, history) && pullerWithJob(activation, history) === undefined;
  return {
    strength: isSole ? 'correlated' : 'possible',
    from: { kind: 'client' },
    why: `${isSole ? 'nothing else that could have started it did' : 'a client may have asked; no source recorded it'}${nearby}`,
    evidence: evidenceWithHint,
  };
}
