/** Time that may be spent on something without keeping everything else waiting: it grows with the clock, and spending may run into debt. */
export interface TimeBudget {
  /** Does something and subtracts the time it took. */
  spend<T>(work: () => T): T;
  /** In how many ms there is budget again; 0 when there is some now. */
  waitMs(): number;
}

/** A budget of `share` of the time that passes, of at most `maxMs` at once, with which it begins. */
export function createTimeBudget(share: number, maxMs: number, clock = (): number => performance.now()): TimeBudget {
  let ms = maxMs;
  let at = clock();
  const grow = (): number => {
    const now = clock();
    ms = Math.min(maxMs, ms + (now - at) * share);
    at = now;
    return ms;
  };
  return {
    spend(work) {
      grow();
      const begun = clock();
      try {
        return work();
      } finally {
        ms -= clock() - begun;
      }
    },
    waitMs: () => (grow() > 0 ? 0 : Math.ceil((1 - ms) / share)),
  };
}
