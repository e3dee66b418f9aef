import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import { loopDriverOf, type LoopDriver } from './loop.ts';
import { medianOf, runsOf, type Run } from './runs.ts';
import { defined } from '../../defined.ts';

/** Somebody outside of systemd who stops and starts a healthy service again at regular intervals: NRestarts= stays 0. */
export interface OutsideLoop {
  readonly runs: readonly Run[];
  readonly roundUsec: bigint;
  readonly keptBy: LoopDriver;
  readonly untilAt?: Instant;
}

const MIN_STARTS = 5;
/** Shorter rounds are a burst; longer ones do no harm. */
const MIN_ROUND_USEC = 500_000n;
const MAX_ROUND_USEC = 900_000_000n;
const SLACK_USEC = 250_000n;

/** The latest starts after a stop that came at regular intervals, when no setting of systemd's made them. */
export function findOutsideLoop(unit: UnitRecord, history: History): OutsideLoop | undefined {
  if (!unit.name.endsWith('.service')) return undefined;
  const runs = runsOf(unit, history);
  let first = runs.length;
  const rounds: bigint[] = [];
  for (let index = runs.length - 1; index > 0; index -= 1) {
    const [before, run, next] = [runs[index - 1], runs[index], runs[index + 1]];
    if (before?.end?.how !== 'stopped' || run === undefined) break;
    if (next !== undefined) {
      const round = usecBetween(run.start.at, next.start.at);
      if (!isRegular([...rounds, round])) break;
      rounds.push(round);
    }
    first = index;
  }
  const followed = runs.slice(first);
  if (followed.length < MIN_STARTS) return undefined;
  const keptBy = loopDriverOf(followed, history);
  if (keptBy.mechanism !== 'client-request' && keptBy.mechanism !== 'unexplained') return undefined;
  const roundUsec = medianOf(rounds);
  const last = followed.at(-1)?.start.at;
  const seen = history.seenUntil();
  const isOver = last !== undefined && seen !== undefined && usecBetween(last, seen) > 2n * roundUsec + 4n * SLACK_USEC;
  return defined({ runs: followed, roundUsec, keptBy, untilAt: isOver ? last : undefined });
}

function isRegular(rounds: readonly bigint[]): boolean {
  const least = rounds.reduce((a, b) => (a < b ? a : b));
  const most = rounds.reduce((a, b) => (a > b ? a : b));
  return least >= MIN_ROUND_USEC && most <= MAX_ROUND_USEC && most * 5n <= least * 6n + SLACK_USEC;
}
