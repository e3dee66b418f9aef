import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import { endOf } from '../../history/run-ends/index.ts';
import { isJobLog } from '../../model/fact.ts';
import { instantProperty, isDown, textProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';

/** Whether a unit was active at an instant, by the journal and the manager's timestamps; undefined when these do not say. */
export function wasActiveAt(record: UnitRecord, at: Instant): boolean | undefined {
  const state = record.states.findLast((candidate) => candidate.signalled && compareInstants(candidate.at, at) <= 0);
  if (state !== undefined) return ['active', 'reloading', 'activating'].includes(state.activeState);
  const entered = instantProperty(record.properties ?? {}, 'ActiveEnterTimestamp', at.bootId);
  const left = instantProperty(record.properties ?? {}, 'ActiveExitTimestamp', at.bootId);
  if (entered !== undefined && compareInstants(entered, at) <= 0) {
    if (left === undefined || compareInstants(left, entered) < 0 || compareInstants(left, at) > 0) return true;
    return false;
  }
  const log = record.logs.findLast((candidate) => candidate.kind === 'job-logged' && compareInstants(candidate.at, at) <= 0);
  if (log?.kind === 'job-logged') return log.phase === 'started' ? true : log.phase === 'stopped' ? false : undefined;
  return isDown(textProperty(record.properties ?? {}, 'ActiveState')) && entered === undefined ? false : undefined;
}

/**
 * Looking back: whether a unit was active, and neither coming up nor going down, by what was logged of its last start before an instant; undefined when that does not say.
 */
export function wasUpInJournal(record: UnitRecord, at: Instant): boolean | undefined {
  const isBefore = (moment: Instant): boolean => moment.bootId === at.bootId && compareInstants(moment, at) <= 0;
  const run = record.starts.findLast((start) => isBefore(start.at));
  if (run === undefined) return wasActiveAt(record, at) ?? (cameUpNext(record, at) ? false : undefined);
  const end = endOf(record, run);
  if (end !== undefined && isBefore(end.at)) return false;
  const lines = record.logs.filter(
    (log) => isJobLog(log, 'started', 'stopping') && isBefore(log.at) && compareInstants(log.at, run.at) >= 0,
  );
  const last = lines.at(-1);
  if (last !== undefined) return isJobLog(last, 'started');
  return run.job?.logs.some((log) => isJobLog(log, 'started', 'start-failed') && compareInstants(log.at, at) > 0) === true
    ? false
    : undefined;
}

/** Looking back, all that a manager logs is read this long after what is told. */
const READ_AFTER_USEC = 2_000_000n;

/** Whether the next that was logged of a unit is that it comes up, so that it was down until then. What can go down by itself says so in a line that is not read everywhere. */
function cameUpNext({ name, logs }: UnitRecord, at: Instant): boolean {
  const next = logs.find((log) => log.at.bootId === at.bootId && compareInstants(log.at, at) > 0);
  if (next === undefined || !isJobLog(next, 'starting', 'started', 'start-failed', 'skipped')) return false;
  return /\.(?:target|slice)$/.test(name) || usecBetween(at, next.at) <= READ_AFTER_USEC;
}

/** When a unit's state last changed, if it is in `subState` now, by PID 1's clock. */
export function inSubStateSince(record: UnitRecord, subState: string, bootId: string | undefined): Instant | undefined {
  if (record.properties === undefined || textProperty(record.properties, 'SubState') !== subState) return undefined;
  return instantProperty(record.properties, 'StateChangeTimestamp', bootId);
}
