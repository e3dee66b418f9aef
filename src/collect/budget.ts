/** What may be spent: so much at once, and more as time passes. */
export interface Budget {
  /** Spends this much, if there is so much; whether there was. */
  spend(amount: number): boolean;
  /** Spends it in any case, and runs into debt where there is less. */
  take(amount: number): void;
  /** How much there is now; below 0 in debt. */
  left(): number;
}

/** A budget of `atOnce`, with which it begins, and to which `perMinute` comes back each minute. The clock, in ms, may go either way: what passes counts. */
export function createBudget(atOnce: number, perMinute: number, clock = (): number => performance.now()): Budget {
  let amount = atOnce;
  let at = clock();
  const left = (): number => {
    const now = clock();
    amount = Math.min(atOnce, amount + (Math.abs(now - at) * perMinute) / 60_000);
    at = now;
    return amount;
  };
  const take = (cost: number): void => {
    amount -= cost;
  };
  return {
    left,
    take,
    spend(cost) {
      const isThere = left() >= cost;
      if (isThere) take(cost);
      return isThere;
    },
  };
}
