import { isDown } from '../../model/properties.ts';
import type { End } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import { isJobLog } from '../../model/fact.ts';
import { linesOf, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';

/** How much later than its logging a line of the manager may be read. */
const LATE_USEC = 1_000_000n;
/** The longest time between reading the signal that a unit is down and the one that it waits for its restart, which are sent together. */
const SIGNALLED_USEC = 300_000n;

/**
 * Whether systemd scheduled an automatic restart after an end, before the next start or stop; undefined where that was not seen.
 * `delayUsec` is how long a restart would have waited.
 */
export function wasRestartScheduled(
  end: End,
  next: StartRecord | undefined,
  unit: UnitRecord,
  history: History,
  delayUsec: bigint,
): boolean | undefined {
  const isBetween = (at: Instant): boolean => compareInstants(at, end.at) >= 0 && (next === undefined || compareInstants(at, next.at) <= 0);
  if (linesOf(unit, 'restart-scheduled').some(({ at }) => isBetween(at))) return true;
  if (unit.states.some((state) => isWaiting(state.subState) && isBetween(state.stateChange ?? state.at))) return true;

  const knownUntil = latestOf(next?.at, observedUntil(end.at, history));
  if (wasObserved(end.at, history))
    return knownUntil !== undefined && usecBetween(end.at, knownUntil) >= SIGNALLED_USEC ? false : undefined;

  // Without the bus a restart shows only in its log line after the delay, and a stop before that leaves no trace of it.
  if (unit.logs.some((log) => isJobLog(log, 'stopped') && log.jobType === 'stop' && isBetween(log.at))) return undefined;
  if (next !== undefined) return end.evidence.some(({ source }) => source === 'journal') ? false : undefined;
  const read = history.journalReadUntil();
  if (read !== undefined && usecBetween(end.at, read) > delayUsec + LATE_USEC) return false;
  const answer = unit.states.at(-1);
  const isKnownDown = answer !== undefined && !answer.signalled && isDown(answer.activeState);
  return isKnownDown && compareInstants(answer.at, end.at) > 0 ? false : undefined;
}

/** `auto-restart`, `auto-restart-queued`, and from v254 `failed-before-auto-restart` and `dead-before-auto-restart`. */
function isWaiting(subState: string): boolean {
  return subState.includes('auto-restart');
}

function wasObserved(at: Instant, { observedSpans }: History): boolean {
  return observedSpans.some(
    ({ since, until }) => compareInstants(since.at, at) <= 0 && (until === undefined || compareInstants(at, until.at) <= 0),
  );
}

/** Until when the bus, or the journal, was followed from an instant on. */
function observedUntil(at: Instant, history: History): Instant | undefined {
  const span = history.observedSpans.findLast(({ since }) => compareInstants(since.at, at) <= 0);
  return span?.until?.at ?? history.journalReadUntil();
}

function latestOf(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareInstants(a, b) >= 0 ? a : b;
}
