/** A unit that came back again and again after it had failed, or by its own Restart=. Times are µs of the wall clock. */
interface CountedLoop {
  readonly starts: number;
  readonly since: number;
  readonly until: number;
  readonly failures: number;
}

/** Follows one unit's starts and failures, and remembers its longest loop. */
export interface LoopWatcher {
  started(at: number): void;
  failed(): void;
  scheduled(): void;
  /** The longest, or the last of several as long; undefined when it never came back often enough. */
  longest(): CountedLoop | undefined;
}

/** Three returns: a unit that fails once, or succeeds at the second try, is in no loop. */
const MIN_STARTS = 4;
/** A unit that returns later than this is a regular job that fails each time, not a loop. */
const MAX_GAP_USEC = 30 * 60 * 1_000_000;
/** RestartSteps= makes the pace slower and slower. */
const SLOWER_BY = 10;
const SLACK_USEC = 10 * 1_000_000;

export function createLoopWatch(): LoopWatcher {
  let starts = 0;
  let since = 0;
  let until = 0;
  let failures = 0;
  let cameDown = false;
  let longest: CountedLoop | undefined;
  const note = (): void => {
    if (starts < MIN_STARTS || (longest !== undefined && longest.since !== since && starts < longest.starts)) return;
    longest = { starts, since, until, failures };
  };
  /** Once the pace is known, a much later start does not belong to the loop: someone started it again. */
  const longestGap = (): number =>
    starts < 3 ? MAX_GAP_USEC : Math.min(MAX_GAP_USEC, (SLOWER_BY * (until - since)) / (starts - 1) + SLACK_USEC);
  return {
    started(at) {
      const comesBack = cameDown && starts > 0 && at - until <= longestGap();
      if (!comesBack) failures = 0;
      since = comesBack ? since : at;
      starts = comesBack ? starts + 1 : 1;
      until = at;
      cameDown = false;
      note();
    },
    failed() {
      cameDown = true;
      failures += 1;
      note();
    },
    scheduled() {
      cameDown = true;
    },
    longest: () => longest,
  };
}
