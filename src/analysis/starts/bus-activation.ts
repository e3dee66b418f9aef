import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { busNamesOf } from '../../history/bus-names.ts';
import { isBeforeStartupFinished } from '../jobs/boot-phase.ts';
import type { HostLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { compareInstants, usecBetween } from '../../model/instant.ts';
import { heardJob } from '../../model/unit-record.ts';
import { isClaim, type Activation, type Claim, type Verdict } from '../../model/claim.ts';
import { defineMechanism } from './mechanism.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { downBefore, hostLogsBefore, isFirstJobAfter } from '../jobs/nearby-logs.ts';
import { isNearGap } from '../jobs/coverage.ts';
import { unseenBusName } from '../clients/bus-names.ts';
import { launcherCall, requestBefore, requestOf } from '../clients/bus-requester.ts';
import { clientDescriptionOf, startBehind } from '../clients/client.ts';
import { startOfUnit } from '../clients/logs.ts';
import { defined } from '../../defined.ts';

const ACTIVATION_USEC = 5_000_000n;

/** A client sent a message to its bus name. dbus-daemon requests the unit by a signal and logs for whom (bus/activation.c); dbus-broker calls StartUnit, and logs nothing. */
export const busActivation = defineMechanism({
  name: 'bus-activation',
  judge(activation, history, others) {
    if (activation.jobReused || isRestart(activation, history)) return [];
    const line = requestFor(activation, history);
    if (line === undefined) {
      const claim = ofLauncher(activation, history);
      const unseen = claim === undefined ? unseenBusName(activation, history) : undefined;
      return claim !== undefined ? [claim] : unseen === undefined ? [] : [untold(unseen)];
    }
    const isMerged = isBeforeStartupFinished(activation.at, history) !== false && others.some(isPulledIn);
    const state = stateWhenAsked(activation, line);
    // What is heard of jobs shows that this one was queued at once; a journal does not, and another may have been waiting already.
    const isLikely = state === 'going down' && heardJob(activation.job) === undefined;
    const { busName, uid, pid, comm, requester } = line.detail;
    const request = requestOf(line, history);
    const process = request?.process;
    return [
      defined({
        // Near a gap the start that it led to may be missing, and this be another.
        strength: isMerged || state === 'up' ? 'possible' : isLikely || isNearGap(activation, history) ? 'correlated' : 'stated',
        from: {
          ...{ kind: 'client' as const, ...defined({ pid, uid, comm }) },
          ...(process === undefined ? {} : clientDescriptionOf(process)),
          ...{ busName: requester, log: line.text },
        },
        setting: `BusName=${busName}`,
        why: isMerged
          ? 'its job of the boot may have waited when the name was asked for'
          : state === 'up'
            ? 'its name was asked for right before, when it was still up as far as is known'
            : isLikely
              ? 'its name was asked for while it was going down'
              : undefined,
        evidence: [line, ...(request === undefined ? [] : [request])],
        behind: startBehind(process?.unit, activation, history) ?? startOfUnit(process?.unit, line, history),
      }),
    ];
  },
});

/**
 * The line that asks for this very unit: at most so long before the job, or while the unit was going down, when the job waits. A line is kept that seems to
 * come too early, while the unit was up: what else could have made the start is then not all ruled out.
 */
function requestFor(activation: Activation, history: History): HostLog<'bus-activation'> | undefined {
  const down = downBefore(activation);
  const wait = down === undefined ? 0n : usecBetween(down.since, activation.at);
  const lines = hostLogsBefore(history, 'bus-activation', activation, wait > ACTIVATION_USEC ? wait : ACTIVATION_USEC).filter(
    ({ detail, at }) =>
      history.canonical(detail.unit) === activation.unit.name &&
      isFirstJobAfter(activation, at) &&
      (usecBetween(at, activation.at) <= ACTIVATION_USEC || (down !== undefined && compareInstants(at, down.until) <= 0)),
  );
  return lines.find((line) => stateWhenAsked(activation, line) !== 'up') ?? lines[0];
}

function stateWhenAsked(activation: Activation, { at }: HostLog<'bus-activation'>): 'down' | 'going down' | 'up' {
  const down = downBefore(activation);
  if (down === undefined || compareInstants(at, down.until) >= 0) return 'down';
  return compareInstants(at, down.since) >= 0 ? 'going down' : 'up';
}

/** The reply to dbus-broker's call names the job. */
function ofLauncher(activation: Activation, history: History): Claim | undefined {
  const { job, unit } = activation;
  const call = launcherCall(activation, history);
  if (call === undefined || job?.queued === undefined) return undefined;
  const request = requestBefore(activation, history);
  const process = request?.process;
  const [name] = busNamesOf(unit.name, history);
  return defined({
    strength: 'stated',
    from: defined({ kind: 'client', ...(process === undefined ? {} : clientDescriptionOf(process)), busName: request?.sender }),
    setting: busSetting(request?.busName ?? name),
    why:
      request === undefined
        ? 'dbus-broker called for the job; whose message made it was not seen'
        : 'dbus-broker called for the job right after',
    evidence: [job.queued, ...(request === undefined ? [] : [request]), call],
    provesJob: true,
    behind: startBehind(process?.unit, activation, history),
  });
}

/** Where nothing tells of a message to a bus name, any may have been sent. */
function untold(busName: string): Claim {
  return {
    strength: 'possible',
    from: { kind: 'client' },
    setting: `BusName=${busName}`,
    why: 'a message to the bus name starts it as well, and nothing is known to have told of one',
    evidence: [],
  };
}

function busSetting(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `BusName=${name}`;
}

/** The boot's transaction has a job of the unit already, and the manager merges another into that (job_install() in src/core/job.c). */
function isPulledIn(verdict: Verdict): boolean {
  return isClaim(verdict) && verdict.strength !== 'possible' && PULL_IN_SETTINGS.some((setting) => verdict.setting === `${setting}=`);
}
