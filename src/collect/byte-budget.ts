/** Bytes that may be spent on what strangers decide on: so many at once, and more as time passes. */
export interface ByteBudget {
  /** Spends these bytes, if there are so many; whether there were. */
  spend(bytes: number): boolean;
  /** How many there are at a time in ms. */
  left(): number;
}

/** A budget of `atOnce` bytes, with which it begins, and to which `perMinute` come back each minute. The clock, in ms, may go either way: what passes counts. */
export function createByteBudget(atOnce: number, perMinute: number, clock = (): number => performance.now()): ByteBudget {
  let bytes = atOnce;
  let at = clock();
  const left = (): number => {
    const now = clock();
    bytes = Math.min(atOnce, bytes + (Math.abs(now - at) / 60_000) * perMinute);
    at = now;
    return bytes;
  };
  return {
    left,
    spend(cost) {
      if (left() < cost) return false;
      bytes -= cost;
      return true;
    },
  };
}
