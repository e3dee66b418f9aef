import { compareInstants, type Instant } from '../../model/instant.ts';
import { instantProperty, textProperty } from '../../model/properties.ts';
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
  return textProperty(record.properties ?? {}, 'ActiveState') === 'inactive' && entered === undefined ? false : undefined;
}

/** When a unit's state last changed, if it is in `subState` now, by PID 1's clock. */
export function inSubStateSince(record: UnitRecord, subState: string, bootId: string | undefined): Instant | undefined {
  if (record.properties === undefined || textProperty(record.properties, 'SubState') !== subState) return undefined;
  return instantProperty(record.properties, 'StateChangeTimestamp', bootId);
}
