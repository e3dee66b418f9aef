import { endOf } from '../../../history/run-ends/index.ts';
import type { History } from '../../../history/history.ts';
import { filesOfUnit } from '../../../history/setting-location.ts';
import { isJobLog } from '../../../model/fact.ts';
import { compareInstants, usecBetween, within, type Instant } from '../../../model/instant.ts';
import type { UnitRecord } from '../../../model/unit-record.ts';
import { PULL_IN_SETTINGS } from '../../../systemd/relations.ts';
import { isYes, lastSettingLine } from '../../../systemd/unit-file-syntax.ts';

/**
 * A unit that was up when `anchor` is said to have been isolated, stayed so, and is not needed by it: then it was not isolated, as that stops every other unit, unless it has IgnoreOnIsolate= or
 * is triggered by a unit that stays (shall_stop_on_isolate() in src/core/transaction.c).
 */
export function staysBeside(anchor: string, at: Instant, history: History): string | undefined {
  if (!isKnown(anchor, history)) return undefined;
  for (const unit of history.units()) {
    if (unit.name !== anchor && stays(unit, at) && isUnneeded(unit, anchor, history, new Set())) return unit.name;
  }
  return undefined;
}

/** Whether it is known what a unit needs: all of it was described, or loaded before anything was, and then what it names knows of it. */
function isKnown(anchor: string, history: History): boolean {
  const needed = new Set([anchor]);
  for (const name of needed) {
    const { properties, loaded } = history.unit(name);
    if (properties === undefined && (name === anchor || loaded !== undefined)) return false;
    for (const other of history.edges.targetsOf(name, ...PULL_IN_SETTINGS)) needed.add(other);
  }
  return true;
}

/** What is not stopped by an isolate unless its file says so, and what may have left without a trace. */
const KEPT_TYPE = /\.(scope|slice|device|mount|swap|automount)$/;

/** A stop that came with others waits no longer for them, most often. */
const WAITS_USEC = 5_000_000n;
/** What started this much before was there. */
const SETTLED_USEC = 1_000_000n;

/** Whether a run was there before, and went on for long after. */
function stays(unit: UnitRecord, at: Instant): boolean {
  const run = unit.starts.findLast((start) => start.at.bootId === at.bootId && compareInstants(start.at, at) <= 0);
  if (run === undefined || usecBetween(run.at, at) < SETTLED_USEC) return false;
  const end = endOf(unit, run);
  if (end !== undefined && usecBetween(at, end.at) <= WAITS_USEC) return false;
  return !unit.logs.some(
    (log) => isJobLog(log, 'stopping', 'stopped') && compareInstants(log.at, run.at) >= 0 && within(log.at, at, WAITS_USEC),
  );
}

/** Whether nothing of what is known leads from the anchor to a unit, all that may lead there being known. */
function isUnneeded({ name, properties }: UnitRecord, anchor: string, history: History, seen: Set<string>): boolean {
  if (seen.has(name)) return true;
  seen.add(name);
  const files = filesOfUnit(name, history);
  if (name === anchor || KEPT_TYPE.test(name) || properties === undefined || files.length === 0) return false;
  if (isYes(lastSettingLine(files, 'IgnoreOnIsolate'))) return false;
  return history.edges
    .namedBy(name, ...PULL_IN_SETTINGS, 'Triggers')
    .every((above) => isUnneeded(history.unit(above), anchor, history, seen));
}
