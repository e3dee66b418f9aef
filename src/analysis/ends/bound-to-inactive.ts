import { BATCH_USEC } from '../jobs/job-batch.ts';
import { type Fact, isJobLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { heardJob, wasPending, type UnitRecord } from '../../model/unit-record.ts';
import { follows } from '../../model/instant.ts';
import { defineEndMechanism } from './mechanism.ts';
import { endingAt, type StopJob } from './ending.ts';
import { wentDownBefore } from './went-down.ts';

/**
 * A unit that it is BindsTo= went down without a job: what is bound to it is stopped at once, in a transaction of its own
 * (retroactively_stop_dependencies() and unit_check_binds_to_stop() in src/core/unit.c).
 */
export const boundToInactive = defineEndMechanism({
  name: 'bound-to-inactive',
  judge({ unit, stop }, history) {
    if (stop === undefined || stop.kind === 'restart') return [];
    return history.edges.targetsOf(unit.name, 'BindsTo').flatMap((name) => {
      const bound = history.unit(name);
      const fact = wentDownBefore(bound, stop.activation, ['deactivating', 'inactive', 'failed']);
      if (fact === undefined || hadStopJob(bound, fact, stop, history)) return [];
      return [
        {
          strength: fact.source === 'system-bus' ? 'stated' : 'correlated',
          from: { kind: 'unit', unit: bound.name },
          setting: 'BindsTo=',
          evidence: [fact, ...(stop.job.queued === undefined ? stop.job.logs.slice(0, 1) : [stop.job.queued])],
          behind: { end: endingAt(bound, fact.at, history) },
        } as const,
      ];
    });
  },
});

/** With a stop job of its own, the bound unit's job would lie in that one's transaction. */
function hadStopJob(bound: UnitRecord, fact: Fact, { job }: StopJob, history: History): boolean {
  if (fact.source !== 'system-bus') {
    return bound.logs.some((log) => isJobLog(log, 'stopping') && follows(fact.at, log.at, 90_000_000n));
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
