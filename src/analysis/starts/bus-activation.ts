import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { isBeforeStartupFinished } from '../jobs/boot-phase.ts';
import { isClaim, type Verdict } from '../../model/claim.ts';
import { defineMechanism } from './mechanism.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { hostLogsBefore, isFirstActivationAfter } from '../jobs/nearby-logs.ts';
import { isNearGap } from '../jobs/coverage.ts';
import { defined } from '../../defined.ts';

const ACTIVATION_USEC = 5_000_000n;

/** A client requested its bus name; dbus-daemon logs the client (bus/activation.c) and requests the unit of systemd. */
export const busActivation = defineMechanism({
  name: 'bus-activation',
  judge(activation, history, others) {
    if (activation.jobReused || isRestart(activation, history)) return [];
    const line = hostLogsBefore(history, 'bus-activation', activation, ACTIVATION_USEC).find(
      ({ detail, at }) => history.canonical(detail.unit) === activation.unit.name && isFirstActivationAfter(activation, at),
    );
    if (line === undefined) return [];
    const isMerged = isBeforeStartupFinished(activation.at, history) !== false && others.some(isPulledIn);
    const { busName, uid, pid, comm, requester } = line.detail;
    return [
      defined({
        // The start that it led to may be missing, and this be another.
        strength: isMerged ? 'possible' : isNearGap(activation, history) ? 'correlated' : 'stated',
        from: defined({ kind: 'client', pid, uid, comm, busName: requester, log: line.text }),
        setting: `BusName=${busName}`,
        why: isMerged ? 'its job of the boot may have waited when the name was asked for' : undefined,
        evidence: [line],
      }),
    ];
  },
});

/** The boot's transaction has a job of the unit already, and the manager merges another into that (job_install() in src/core/job.c). */
function isPulledIn(verdict: Verdict): boolean {
  return isClaim(verdict) && verdict.strength !== 'possible' && PULL_IN_SETTINGS.some((setting) => verdict.setting === `${setting}=`);
}
