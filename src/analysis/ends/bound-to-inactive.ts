import { BATCH_USEC } from '../jobs/job-batch.ts';
import { type Fact, type UnitState, isJobLog, momentOf } from '../../model/fact.ts';
import type { Activation } from '../../model/claim.ts';
import { isDown } from '../../model/properties.ts';
import { stateAt } from '../jobs/trigger.ts';
import type { History } from '../../history/history.ts';
import { heardJob, wasPending, type UnitRecord } from '../../model/unit-record.ts';
import { follows, isBetween, type Instant } from '../../model/instant.ts';
import { defineEndMechanism, type EndClaim } from './mechanism.ts';
import { endingAt, type StopJob } from './ending.ts';
import { cameUpBefore, wentDownBefore } from './went-down.ts';

/**
 * A unit that it is BindsTo=, or that has PropagatesStopTo= it, went down without a job: what hangs on it is stopped at once, in a transaction of its own
 * (retroactively_stop_dependencies() in src/core/unit.c). And what is BindsTo= a unit that is down is stopped as soon as it is up (unit_is_bound_by_inactive()).
 */
export const boundToInactive = defineEndMechanism({
  name: 'bound-to-inactive',
  judge({ unit, stop }, history) {
    if (stop === undefined || stop.kind === 'restart') return [];
    const bound = history.edges.targetsOf(unit.name, 'BindsTo').map((name) => ({ setting: 'BindsTo=', other: history.unit(name) }));
    const propagating = history.edges
      .namedBy(unit.name, ...(knowsPropagation(history) ? (['PropagatesStopTo'] as const) : []))
      .map((name) => ({ setting: 'PropagatesStopTo=', other: history.unit(name) }));
    return [...bound, ...propagating].flatMap(({ setting, other }): readonly EndClaim[] => {
      const queued = stop.job.queued === undefined ? stop.job.logs.slice(0, 1) : [stop.job.queued];
      const from = { kind: 'unit', unit: other.name } as const;
      const fact = wentDownBefore(other, stop.activation, ['deactivating', 'inactive', 'failed']);
      if (fact !== undefined && !hadStopJob(other, fact, stop, history)) {
        const behind = { end: endingAt(other, momentOf(fact), history) };
        const strength = fact.source === 'system-bus' ? 'stated' : 'correlated';
        return [{ strength, from, setting, evidence: [fact, ...queued], behind }];
      }
      const down = setting === 'BindsTo=' ? downSinceBefore(other, unit, stop.activation) : undefined;
      if (down === undefined) return [];
      const why = `${other.name} was down when ${unit.name} came up`;
      return [{ strength: 'stated', from, setting, why, evidence: [down, ...queued] }];
    });
  },
});

/** PropagatesStopTo= came with v249; a file may have it before. */
function knowsPropagation(history: History): boolean {
  const version = history.systemdVersion();
  return version === 0 || version >= 249;
}

/** The state of a unit that was down, without a job, when one that is bound to it came up, right before the stop job of that one. */
function downSinceBefore(other: UnitRecord, unit: UnitRecord, activation: Activation): UnitState | undefined {
  const { job, order } = activation;
  if (order === undefined || job?.queued?.known !== 'heard' || other.jobs.some((one) => wasPending(one, order))) return undefined;
  const state = stateAt(other, order);
  return isDown(state?.activeState) && cameUpBefore(unit, activation) !== undefined ? state : undefined;
}

/** With a stop job of its own, the bound unit's job would lie in that one's transaction. */
function hadStopJob(bound: UnitRecord, fact: Fact, { job }: StopJob, history: History): boolean {
  if (fact.source !== 'system-bus') {
    // That of an earlier run is over.
    const isOfThisRun = (at: Instant): boolean => !bound.starts.some((start) => isBetween(start.at, at, fact.at));
    return bound.logs.some((log) => isJobLog(log, 'stopping') && follows(fact.at, log.at, 90_000_000n) && isOfThisRun(log.at));
  }
  return bound.jobs.some((other) => {
    const queued = heardJob(other);
    return (
      queued !== undefined &&
      wasPending(other, fact.order) &&
      !history.unit(bound.name).starts.some((start) => start.job === other && start.order !== undefined && start.order < fact.order) &&
      (job.queued === undefined || follows(job.queued.at, queued.at, BATCH_USEC * 400n))
    );
  });
}
