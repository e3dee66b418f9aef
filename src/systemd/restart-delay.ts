/** The settings that say how long systemd waits before an automatic restart; times in µs. */
export interface RestartDelaySettings {
  readonly restartUsec: bigint;
  /** RestartSteps=, since v254. */
  readonly steps?: number;
  /** RestartMaxDelaySec=, since v254; absent for infinity. */
  readonly maxDelayUsec?: bigint;
}

/**
 * How long systemd waits before the `nth` automatic restart in a row, counted from 1: service_restart_usec_next() in src/core/service.c.
 * What RestartRandomizedDelaySec= (since v262) adds is not in it: this is the least.
 */
export function restartDelayUsec({ restartUsec, steps = 0, maxDelayUsec }: RestartDelaySettings, nth: number): bigint {
  if (nth <= 1 || steps === 0 || restartUsec === 0n || maxDelayUsec === undefined || restartUsec >= maxDelayUsec) return restartUsec;
  if (nth > steps) return maxDelayUsec;
  const growth = Number(maxDelayUsec) / Number(restartUsec);
  return BigInt(Math.trunc(Number(restartUsec) * growth ** ((nth - 1) / steps)));
}
