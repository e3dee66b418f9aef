import { jobKind } from '../analysis/jobs/job-kind.ts';
import { endOf, limitHits, type End } from '../history/run-ends/index.ts';
import { type Fact, type JobLogged, isJobLog } from '../model/fact.ts';
import type { History } from '../history/history.ts';
import type { StartRecord, UnitRecord } from '../model/unit-record.ts';
import { compareInstants } from '../model/instant.ts';
import type { EvidenceIndex } from './evidence.ts';
import { presentEnd } from './present-end.ts';
import type { UnitEvent } from '../model/timeline.ts';
import { defined } from '../defined.ts';

/** What says which event it is. */
export type EventKey = Pick<UnitEvent, 'unit' | 'at' | 'kind' | 'invocationId'>;

/**
 * What happened to a unit besides its starts: how its runs ended, and the jobs that started nothing. Oldest first. Who brought a unit down is looked for in
 * wanted events only.
 */
export function unitEvents(
  record: UnitRecord,
  history: History,
  index: EvidenceIndex,
  isWanted: (event: EventKey) => boolean,
): readonly UnitEvent[] {
  return [...endings(record, history), ...refusals(record), ...nonStarts(record, history)]
    .filter(isWanted)
    .toSorted((a, b) => compareInstants(a.at, b.at))
    .map(({ told, ended, ...event }) => ({
      ...event,
      ...defined({ end: ended === undefined ? undefined : presentEnd(ended.end, ended.run, record, history, index) }),
      evidence: index.cite(told),
    }));
}

/** An event with the facts that tell it; only those of events that are told are entered in the index. */
interface FoundEvent extends Omit<UnitEvent, 'evidence' | 'end'> {
  readonly told: readonly Fact[];
  readonly ended?: { readonly end: End; readonly run: StartRecord | undefined };
}

function endings(record: UnitRecord, history: History): readonly FoundEvent[] {
  return record.starts.flatMap((start): readonly FoundEvent[] => {
    const end = endOf(record, start, history.systemdVersion());
    if (end === undefined) return [];
    const { invocationId } = start;
    const base = defined({ unit: record.name, at: end.at, told: end.evidence, ended: { end, run: start }, invocationId });
    if (end.how === 'stopped') return [{ ...base, kind: 'stopped', text: `${record.name} was stopped` }];
    if (end.result === undefined || end.result === 'success') return [{ ...base, kind: 'exited', text: `${record.name} ended by itself` }];
    if (end.how === 'skipped') return [{ ...base, kind: 'skipped', text: `${record.name} was skipped by its ExecCondition=` }];
    const status =
      end.exitStatus === undefined
        ? ''
        : ` (${end.exitCode ?? 'status'} ${String(end.exitStatus)}${end.exitStatusName === undefined ? '' : `/${end.exitStatusName}`})`;
    return [{ ...base, kind: 'failed', text: `${record.name} failed with result ${end.result}${status}` }];
  });
}

/** No run ends by a start limit, but the unit fails by it. */
function refusals(record: UnitRecord): readonly FoundEvent[] {
  return limitHits(record).map((end) => ({
    unit: record.name,
    at: end.at,
    kind: 'start-limit-hit',
    text: `${record.name} hit its start limit and is not started any more`,
    told: end.evidence,
    ended: { end, run: undefined },
  }));
}

function nonStarts(record: UnitRecord, history: History): readonly FoundEvent[] {
  // Jobs are numbered anew on each boot.
  const isOfAStart = (log: JobLogged): boolean =>
    record.starts.some(({ job, at }) => job !== undefined && job.id === log.jobId && at.bootId === log.at.bootId);
  const logged = record.logs
    .filter((log) => isJobLog(log, 'skipped'))
    .filter((log) => !isOfAStart(log))
    .map((log): FoundEvent => ({
      unit: record.name,
      at: log.at,
      kind: 'skipped',
      text: `a start was skipped: ${log.text}`,
      told: [log],
    }));
  const withoutEffect = record.jobs.flatMap((job): readonly FoundEvent[] => {
    if (job.queued?.known !== 'heard' || job.removed?.result !== 'done' || job.logs.length > 0 || jobKind(job, history) !== 'no-op')
      return [];
    return [
      {
        unit: record.name,
        at: job.queued.at,
        kind: 'no-op-start',
        text: `a job for ${record.name} found it active and left it so (a start, or a reload)`,
        told: [job.queued],
      },
    ];
  });
  return [...logged, ...withoutEffect];
}
