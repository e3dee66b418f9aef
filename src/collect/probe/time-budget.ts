import { createBudget } from '../budget.ts';

/** Time that may be spent on something without keeping everything else waiting: it grows with the clock, and spending may run into debt. */
export interface TimeBudget {
  /** Does something and subtracts the time it took. */
  spend<T>(work: () => T): T;
  /** In how many ms there is budget again; 0 when there is some now. */
  waitMs(): number;
}

/** A budget of `share` of the time that passes, of at most `maxMs` at once, with which it begins. */
export function createTimeBudget(share: number, maxMs: number, clock = (): number => performance.now()): TimeBudget {
  const budget = createBudget(maxMs, share * 60_000, clock);
  return {
    spend(work) {
      budget.left();
      const begun = clock();
      try {
        return work();
      } finally {
        budget.take(clock() - begun);
      }
    },
    waitMs() {
      const left = budget.left();
      return left > 0 ? 0 : Math.ceil((1 - left) / share);
    },
  };
}
