import { activationOfJob, makingOf } from '../jobs/activation.ts';
import type { Activation } from '../../model/claim.ts';
import { asksManager, asksToIsolate } from '../clients/requested-action.ts';
import { MAX_IDS } from '../jobs/job-batch.ts';
import type { ClientScan, Fact } from '../../model/fact.ts';
import { unitLogBefore } from '../jobs/nearby-logs.ts';
import { changeBefore } from '../jobs/trigger.ts';
import { scansOfJob } from '../../history/scan-index.ts';
import type { History } from '../../history/history.ts';
import type { Job } from '../../model/unit-record.ts';
import { within } from '../../model/instant.ts';
import { SHUTDOWN_UNITS } from './conflicts.ts';
import { mayBeTogether, startsBelow, targetReachedBelow, TOGETHER_USEC } from './isolation/jobs-below.ts';
import { defineEndMechanism, type EndClaim } from './mechanism.ts';
import { staysBeside } from './isolation/stays-beside.ts';

/** The stop job came with the start of an isolated unit: units that it does not pull in are stopped (transaction_add_isolate_jobs()). */
export const isolate = defineEndMechanism({
  name: 'isolate',
  judge({ stop }, history, others) {
    if (stop === undefined || stop.kind === 'restart' || others.some(({ provesJob }) => provesJob === true)) return [];
    const { job, activation } = stop;
    if (job.queued?.known !== 'heard') return others.length > 0 ? [] : byLog(job, history);
    if (asksToStop(job, activation, history)) return [];
    for (const anchor of startsBelow(job, history)) {
      const seen = whoIsolates(anchor, job, history) ?? handlerIsolated(anchor, history);
      if (seen === undefined) continue;
      return [
        {
          strength: 'stated',
          from: { kind: 'unit', unit: anchor.unit },
          why: `${anchor.unit} was isolated, and it does not need this unit`,
          evidence: [anchor.queued, job.queued, seen].filter((fact) => fact !== undefined),
          behind: { start: makingOf(anchor, history) },
          provesJob: true,
        },
      ];
    }
    return others.length > 0 ? [] : byLog(job, history);
  },
});

/**
 * Where no client was seen: the target was reached under a lower number, and under numbers above it another target went down at the same time. Nothing stays that the target does not need,
 * and jobs that were heard came together.
 */
function byLog(job: Job, history: History): readonly EndClaim[] {
  const anchor = targetReachedBelow(job, history);
  const line = job.logs[0];
  const reached = anchor?.logs[0];
  if (anchor === undefined || SHUTDOWN_UNITS.has(anchor.unit) || line === undefined || reached === undefined) return [];
  if (staysBeside(anchor.unit, line.at, history) !== undefined) return [];
  for (let id = anchor.id + 1; id < job.id + MAX_IDS; id += 1) {
    const other = id === job.id ? undefined : history.job(id, line.at);
    const left = other?.logs.find(({ phase, at }) => (phase === 'stopping' || phase === 'stopped') && within(at, line.at, TOGETHER_USEC));
    if (other?.unit.endsWith('.target') !== true || other.unit === anchor.unit || left === undefined) continue;
    if (!mayBeTogether(other, job, history)) continue;
    return [
      {
        strength: 'correlated',
        from: { kind: 'unit', unit: anchor.unit },
        why: `${other.unit} went down in the same moment, as when ${anchor.unit} is isolated`,
        evidence: [reached, left, line],
        behind: { start: makingOf(anchor, history) },
      },
    ];
  }
  return [];
}

function asksToStop(job: Job, activation: Activation, history: History): boolean {
  return scansOfJob(history.clientsSeen, job.id).some(({ processes }) =>
    processes.some(({ cmdline }) => asksManager(cmdline, activation, history)),
  );
}

/** What shows that a unit in whose OnFailure= the anchor is failed right before, where OnFailureJobMode=isolate; and the same of OnSuccess=. */
function handlerIsolated(anchor: Job, history: History): Fact | undefined {
  const activation = activationOfJob(anchor, history);
  for (const [setting, goal] of [
    ['OnFailure', 'failed'],
    ['OnSuccess', 'inactive'],
  ] as const) {
    for (const name of history.edges.namedBy(anchor.unit, setting)) {
      const source = history.unit(name);
      if (source.properties?.[`${setting}JobMode`] !== 'isolate') continue;
      const ended = changeBefore(activation, source, (state, before) => state.activeState === goal && before.activeState !== goal, history);
      const line = unitLogBefore(source, 'triggering', activation, LOGGED_USEC);
      if (line?.detail.setting === setting || ended !== undefined) return line?.detail.setting === setting ? line : ended;
    }
  }
  return undefined;
}

/** "Triggering OnFailure= dependencies" is logged right before. */
const LOGGED_USEC = 1_000_000n;

function whoIsolates(anchor: Job, job: Job, history: History): ClientScan | undefined {
  const unit = history.unit(anchor.unit);
  return [job, anchor]
    .flatMap(({ id }) => scansOfJob(history.clientsSeen, id))
    .find(({ processes }) => processes.some(({ cmdline = [] }) => asksToIsolate(cmdline) && asksManager(cmdline, { unit }, history)));
}
