import { parseCalendar, zoneOf } from '../../systemd/timers/calendar.ts';
import type { Activation } from '../../model/claim.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import type { WireValue } from '../../model/observation.ts';
import { asCount, instantProperty, usecProperty } from '../../model/properties.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import { isJobLog } from '../../model/fact.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import { defined } from '../../defined.ts';

/** Whether a start came when a timer's schedule would have had it: `never` where the schedule is known and has nothing then. */
export type Fit = 'fits' | 'unknown' | 'never';

/** A manager that has something to do is late by so much. */
const LATE_USEC = 150_000n;
/** What is known by lines has the time of the line, which comes a little after what it tells of. */
const EARLY_USEC = 4_000n;
/** A manager that is held up is later; a schedule is only left out where it is further off. */
const OFF_USEC = 3_000_000n;
/** What fits a window this many times smaller than the span between two does not fit by chance. */
const SMALLER = 4n;
/** In a wider window than this a calendar tells little. */
const WIDEST_USEC = 70_000_000n;
/** Further back than this a calendar is not followed, in seconds. */
const LONGEST_RUN = 20_000;

/** A moment at which a timer elapses, as so many µs before the start; at once when it could not before, as when its unit went down or it was started itself. */
interface Elapse {
  readonly ago: bigint;
  readonly isAtOnce: boolean;
  /** The time between two of it. */
  readonly period: bigint;
}

interface Times {
  readonly start: StartRecord;
  readonly previous?: Instant;
  readonly end?: Instant;
  /** When the timer was started. */
  readonly up?: Instant;
}

/**
 * When a timer that was up has its unit started (timer_enter_waiting() in src/core/timer.c): by a base that is known and the time since, or by the calendar; and as soon as the unit is
 * down where that passed while it was up. `waited` is since when the start can have waited.
 */
export function scheduleFit({ start, unit }: Activation, timer: UnitRecord, waited: Instant | undefined): Fit {
  if (start === undefined || timer.properties === undefined) return 'unknown';
  const before = unit.starts[unit.starts.indexOf(start) - 1];
  const times: Times = defined({ start, previous: before?.at, end: endBefore(unit, start)?.at, up: timerUp(timer, start) });
  const tolerance = (usecProperty(timer.properties, 'AccuracyUSec') ?? 0n) + (usecProperty(timer.properties, 'RandomizedDelayUSec') ?? 0n);
  const wait = waited === undefined ? 0n : usecBetween(waited, start.at);
  const found = [...monotonicTimers(timer).map((one) => elapsesOf(one, times)), ...calendarElapses(timer, times, tolerance, wait)];
  const all = found.flatMap((elapses) => elapses ?? []).filter((one) => isPossible(one, times));
  const isNear = ({ ago, isAtOnce }: Elapse, slack: bigint, early: bigint): boolean =>
    ago >= -early && ago <= (isAtOnce ? 0n : tolerance) + slack + wait;
  const isNarrow = ({ isAtOnce, period }: Elapse): boolean => isAtOnce || tolerance * SMALLER <= period;
  if (all.some((one) => isNear(one, LATE_USEC, EARLY_USEC) && isNarrow(one))) return 'fits';
  if (found.length === 0 || found.includes(undefined) || all.some((one) => isNear(one, OFF_USEC, OFF_USEC))) return 'unknown';
  return hasTriedSince(unit, times) || mayCountAnew(timer, times) ? 'unknown' : 'never';
}

/**
 * OnActiveSec= counts anew when the manager reloads, or is executed anew (timer_coldplug()), and in a container OnBootSec= counts from when the manager began: neither is known here.
 */
function mayCountAnew(timer: UnitRecord, { start, up }: Times): boolean {
  return monotonicTimers(timer).some(
    ({ base, usec }) =>
      base === 'OnActiveSec' ||
      (base === 'OnBootSec' && usec > OFF_USEC && (up === undefined || usecBetween(up, start.at) < usec + OFF_USEC)),
  );
}

/** What the timer made while the unit was up, or before it was up itself, started nothing. */
function isPossible({ ago }: Elapse, { start, end, up }: Times): boolean {
  return [end, up].every((moment) => moment === undefined || usecBetween(moment, start.at) + EARLY_USEC >= ago);
}

/** A start that was refused or failed without an invocation moves the schedule. */
function hasTriedSince({ logs }: UnitRecord, { start, previous }: Times): boolean {
  return logs.some(
    (log) =>
      isJobLog(log, 'start-failed', 'skipped') &&
      compareInstants(log.at, start.at) < 0 &&
      (previous === undefined || compareInstants(log.at, previous) > 0),
  );
}

function timerUp({ logs, properties = {} }: UnitRecord, { at }: StartRecord): Instant | undefined {
  const line = logs.findLast((log) => isJobLog(log, 'started') && usecBetween(log.at, at) >= -EARLY_USEC)?.at;
  const entered = instantProperty(properties, 'ActiveEnterTimestamp', at.bootId);
  return entered !== undefined && compareInstants(entered, at) <= 0 ? entered : line;
}

/** The moments at which one monotonic setting has the timer elapse; undefined where its base is not known. */
function elapsesOf({ base, usec }: MonotonicTimer, { start, previous, end, up }: Times): readonly Elapse[] | undefined {
  const ago = (moment: Instant): bigint => usecBetween(moment, start.at);
  const at = (since: bigint): Elapse => ({ ago: since, isAtOnce: false, period: usec });
  const upAgo = up === undefined ? undefined : ago(up);
  const atOnce = (since: bigint): Elapse => ({ ago: since, isAtOnce: true, period: usec });
  const notBefore = (since: bigint): Elapse => (upAgo !== undefined && upAgo < since ? atOnce(upAgo) : at(since));
  switch (base) {
    case 'OnUnitActiveSec': {
      if (previous === undefined) return undefined;
      const first = ago(previous) - usec;
      if (end === undefined || ago(end) >= first) return [notBefore(first)];
      // It was due while the unit was up.
      return [atOnce(ago(end)), notBefore(first - usec)];
    }
    case 'OnUnitInactiveSec':
      return end === undefined ? undefined : [notBefore(ago(end) - usec)];
    case 'OnActiveSec':
      return upAgo === undefined ? undefined : [at(upAgo - usec)];
    case 'OnBootSec':
      return start.at.monotonicUsec === undefined ? undefined : [notBefore(start.at.monotonicUsec - usec)];
    default:
      return undefined;
  }
}

/** The same of calendars. */
function calendarElapses(timer: UnitRecord, times: Times, tolerance: bigint, wait: bigint): readonly (readonly Elapse[] | undefined)[] {
  const property = timer.properties?.['TimersCalendar'];
  const rows = Array.isArray(property) ? (property as readonly WireValue[]) : [];
  return rows.flatMap((row) => {
    const [, spec, next] = Array.isArray(row) ? (row as readonly WireValue[]) : [];
    const calendar = typeof spec === 'string' ? parseCalendar(spec) : undefined;
    const zone =
      calendar === undefined ? undefined : zoneOf(calendar, typeof next === 'string' ? Math.floor(Number(next) / 1_000_000) : NaN);
    const width = tolerance + wait + OFF_USEC;
    if (calendar === undefined || zone === undefined || width > WIDEST_USEC + OFF_USEC) return [undefined];
    const isDue = (second: number): boolean => calendar.matches(new Date((second + zone) * 1000));
    // A timer that is Persistent= makes up for what it missed as soon as it is started.
    const mayMakeUp = timer.properties?.['Persistent'] === true && times.up !== undefined && usecBetween(times.up, times.start.at) <= width;
    const found = dueAround(isDue, times, width);
    const mayBeOfOtherTime = !calendar.isUtc && CLOCK_CHANGES.some((change) => isDueNear((second) => isDue(second + change), times, width));
    return mayMakeUp || mayBeOfOtherTime ? [found, undefined] : [found];
  });
}

/** What the clocks of a zone are put forward or back, in seconds: which of its two times held at the start is not known. */
const CLOCK_CHANGES = [3_600, -3_600];

function isDueNear(isDue: (second: number) => boolean, { start }: Times, width: bigint): boolean {
  const now = start.at.realtimeUsec;
  for (let second = secondOf(start.at) + 1; BigInt(second) * 1_000_000n >= now - width; second -= 1) if (isDue(second)) return true;
  return false;
}

function secondOf({ realtimeUsec }: Instant): number {
  return Number(realtimeUsec / 1_000_000n);
}

function dueAround(isDue: (second: number) => boolean, { start, previous, end }: Times, width: bigint): readonly Elapse[] | undefined {
  const now = start.at.realtimeUsec;
  const found: Elapse[] = [];
  for (let second = secondOf(start.at) + 1; BigInt(second) * 1_000_000n >= now - width; second -= 1) {
    const ago = now - BigInt(second) * 1_000_000n;
    if (!isDue(second)) continue;
    let before = second - 1;
    while (!isDue(before) && second - before < 60) before -= 1;
    found.push({ ago, isAtOnce: false, period: BigInt(second - before) * 1_000_000n });
  }
  // What is due while the unit is up is made up for as soon as it is down.
  if (end !== undefined && previous !== undefined) {
    const [from, to] = [secondOf(previous) + 1, secondOf(end)];
    if (to - from > LONGEST_RUN) return undefined;
    for (let second = from; second <= to; second += 1) {
      if (isDue(second)) return [...found, { ago: usecBetween(end, start.at), isAtOnce: true, period: 0n }];
    }
  }
  return found;
}

interface MonotonicTimer {
  readonly base: string;
  readonly usec: bigint;
}

/** In the order of the unit file; the manager prepends each that it reads (config_parse_timer() in src/core/load-fragment.c). */
export function monotonicTimers(record: UnitRecord): readonly MonotonicTimer[] {
  const timers = record.properties?.['TimersMonotonic'];
  if (!Array.isArray(timers)) return [];
  return (timers as readonly WireValue[]).toReversed().flatMap((row) => {
    if (!Array.isArray(row)) return [];
    const [base, usec] = row as readonly WireValue[];
    const count = asCount(usec);
    return typeof base === 'string' && count !== undefined ? [{ base: base.replace(/USec$/, 'Sec'), usec: count }] : [];
  });
}
