import { lastActiveState, textProperty } from '../../model/properties.ts';
import { attributeStart } from '../attribute-start.ts';
import type { Cause } from '../../model/cause.ts';
import type { MechanismName } from '../../model/mechanism.ts';
import type { Fact, UnitLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import { hasFailed, lengthOf, medianOf, runsOf, type Run } from './runs.ts';
import { defined } from '../../defined.ts';

/** Runs that failed one after the other, each soon after it began, and were followed by the next after a short, regular pause. */
export interface Loop {
  /** Oldest first, all failed. */
  readonly runs: readonly Required<Run>[];
  /** The start after the last failure. */
  readonly next?: Run;
  /** How often it failed, as far as is known. */
  readonly failures: number;
  /** How often it was started again. */
  readonly rounds: number;
  /** µs from one start to the next, the middle one. */
  readonly roundUsec: bigint;
  /** What starts it again. */
  readonly keptBy: LoopDriver;
  /** When it was over; left out while it goes on. */
  readonly untilAt?: Instant;
  /** The oldest run that is known is one of the loop: there were more. */
  readonly atLeast: boolean;
  /** systemd's own count of automatic restarts, where it covers the loop. */
  readonly restarts?: number;
  /** The very first failure, where that is older than the runs that are known one by one. */
  readonly origin?: Required<Run>;
}

/** What starts a unit again and again. */
export interface LoopDriver {
  readonly mechanism: MechanismName;
  readonly from?: Cause;
  readonly setting?: string;
}

const MIN_ROUNDS = 3;
/** Starts made by hand need more rounds before they count as a loop. */
const MIN_ROUNDS_BY_CLIENT = 4;
/** With a longer pause between an end and the next start it is not called a crash loop. */
const MAX_PAUSE_USEC = 600_000_000n;
/** A process that exits within this time of its start has done no work. */
const SHORT_RUN_USEC = 10_000_000n;
const SLACK_USEC = 500_000n;

/** The latest crash loop of a service that the history knows. */
export function findCrashLoop(unit: UnitRecord, history: History): Loop | undefined {
  if (!unit.name.endsWith('.service')) return undefined;
  const runs = runsOf(unit, history);
  for (let last = runs.length - 1; last >= MIN_ROUNDS - 1;) {
    const first = beginOfSeries(runs, last, history);
    const loop = first === undefined ? undefined : describeLoop(runs, first, last, unit, history);
    if (loop !== undefined) return loop;
    last = first === undefined || first === last ? last - 1 : first;
  }
  return undefined;
}

/** The first run of the longest series of failures that ends with this one; nothing when that did not fail. */
function beginOfSeries(runs: readonly Run[], last: number, history: History): number | undefined {
  const end = runs[last];
  if (end === undefined || !hasFailed(end)) return undefined;
  const lengths = createRange(lengthOf(end), SHORT_RUN_USEC);
  const pauses = createRange(undefined, 0n);
  let first = last;
  for (let index = last - 1; index >= 0; index -= 1) {
    const run = runs[index];
    const next = runs[index + 1];
    if (run === undefined || next === undefined || !hasFailed(run)) break;
    const pause = usecBetween(run.end.at, next.start.at);
    if (pause > MAX_PAUSE_USEC || !lengths.takes(lengthOf(run))) break;
    if (!pauses.takes(pause) && attributeStart(next.start, history).mechanism !== 'restart-policy') break;
    first = index;
  }
  return first;
}

/** Spans that are alike: none more than twice another, or none longer than `alwaysUsec`. */
function createRange(begin: bigint | undefined, alwaysUsec: bigint): { readonly takes: (usec: bigint) => boolean } {
  let [least, most] = [begin, begin];
  return {
    takes(usec) {
      const low = least === undefined || usec < least ? usec : least;
      const high = most === undefined || usec > most ? usec : most;
      if (high > alwaysUsec && high > low * 2n + SLACK_USEC) return false;
      [least, most] = [low, high];
      return true;
    },
  };
}

function describeLoop(all: readonly Run[], first: number, last: number, unit: UnitRecord, history: History): Loop | undefined {
  const runs = all.slice(first, last + 1).filter(hasFailed);
  const next = all[last + 1];
  const followed = [...runs.slice(1), ...(next === undefined || !isSoon(runs.at(-1), next) ? [] : [next])];
  const rounds = followed.length;
  if (rounds < MIN_ROUNDS) return undefined;
  const keptBy = loopDriverOf(followed, history);
  const isOutside = keptBy.mechanism === 'client-request' || keptBy.mechanism === 'unexplained';
  if (isOutside && rounds < MIN_ROUNDS_BY_CLIENT) return undefined;
  const roundUsec = medianOf(followed.map(({ start }, index) => usecBetween(runs[index]?.start.at ?? start.at, start.at)));
  const untilAt = endOfLoop(runs, next, roundUsec, unit, history);
  const restarts = keptBy.mechanism === 'restart-policy' ? restartCount(unit, runs) : undefined;
  const isOlder = restarts === undefined ? first === 0 && isAutomatic(runs[0], history) : restarts > rounds;
  const origin = isOlder && restarts !== undefined ? (originOf(all[first - 1], unit) ?? originOf(runs[0], unit)) : undefined;
  return defined({
    runs,
    next,
    rounds,
    roundUsec,
    keptBy,
    untilAt,
    ...failuresOf(runs, isOlder, origin === undefined ? undefined : restarts, unit),
    origin,
    restarts,
  });
}

/** With the first failure and systemd's count of the restarts since, all are counted, unless Restart= also acts on success. */
function failuresOf(
  runs: readonly Required<Run>[],
  isOlder: boolean,
  restarts: number | undefined,
  unit: UnitRecord,
): Pick<Loop, 'failures' | 'atLeast'> {
  const setting = textProperty(unit.properties ?? {}, 'Restart');
  if (restarts === undefined || setting === undefined || setting === 'always' || setting === 'on-success')
    return { failures: runs.length, atLeast: isOlder };
  const ended = runs.at(-1)?.end.at;
  const isFollowed = ended !== undefined && restartsSince(ended, unit).length > 0;
  return { failures: isFollowed ? restarts : restarts + 1, atLeast: false };
}

/** The run before the known series, when it was followed by the first automatic restart that systemd counted. */
function originOf(run: Run | undefined, unit: UnitRecord): Required<Run> | undefined {
  if (run === undefined || !hasFailed(run)) return undefined;
  return restartsSince(run.end.at, unit)[0]?.detail.nRestarts === 1 ? run : undefined;
}

function restartsSince(at: Instant, unit: UnitRecord): readonly UnitLog<'restart-scheduled'>[] {
  return linesOf(unit, 'restart-scheduled').filter((line) => usecBetween(at, line.at) >= 0n);
}

function isSoon(last: Required<Run> | undefined, next: Run): boolean {
  return last !== undefined && usecBetween(last.end.at, next.start.at) <= MAX_PAUSE_USEC;
}

/** The oldest known start was made automatically, so a failure came before it. */
function isAutomatic(run: Run | undefined, history: History): boolean {
  return run !== undefined && attributeStart(run.start, history).mechanism === 'restart-policy';
}

/** How many of the latest starts are attributed. */
const MAX_ATTRIBUTED = 20;

/** The mechanism that made most of these starts, with the cause of the latest of them. */
export function loopDriverOf(runs: readonly Run[], history: History): LoopDriver {
  const attributed = runs.slice(-MAX_ATTRIBUTED).map(({ start }) => attributeStart(start, history));
  const counts = new Map<MechanismName, number>();
  for (const { mechanism } of attributed) counts.set(mechanism, (counts.get(mechanism) ?? 0) + 1);
  const [mechanism = 'unexplained'] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const link = attributed.findLast((one) => one.mechanism === mechanism)?.chain.at(-1);
  if (link === undefined) return { mechanism };
  const setting = link.claim?.setting;
  return defined({ mechanism, from: link.from, setting });
}

/** The number of the last automatic restart, by the lines of the loop's time. */
function restartCount(unit: UnitRecord, runs: readonly Required<Run>[]): number | undefined {
  const begin = runs[0]?.start.at;
  const counted = begin === undefined ? [] : restartsSince(begin, unit).flatMap(({ detail }) => detail.nRestarts ?? []);
  return counted.length === 0 ? undefined : Math.max(...counted);
}

/** When a loop was over: it hit the start limit, was stopped, or runs by now for longer than it ever did in the loop. */
function endOfLoop(
  runs: readonly Required<Run>[],
  next: Run | undefined,
  roundUsec: bigint,
  unit: UnitRecord,
  history: History,
): Instant | undefined {
  const last = runs.at(-1);
  const seen = history.seenUntil();
  if (last === undefined) return undefined;
  if (next !== undefined) {
    if (next.end !== undefined) return last.end.at;
    const longest = runs.map(lengthOf).reduce((a, b) => (a > b ? a : b));
    return seen !== undefined && usecBetween(next.start.at, seen) > longest * 3n + 2n * SLACK_USEC ? last.end.at : undefined;
  }
  const limit = startLimitHit(unit);
  if (limit !== undefined && usecBetween(last.start.at, limit.at) > 0n) return limit.at;
  if (seen === undefined || usecBetween(last.end.at, seen) <= 2n * roundUsec + SLACK_USEC) return undefined;
  return lastActiveState(unit) === 'activating' ? undefined : last.end.at;
}

/** The last line that says that the start limit was hit. */
export function startLimitHit(unit: UnitRecord): Fact | undefined {
  return linesOf(unit, 'start-limit-hit').at(-1);
}
