import { describe, expect, it } from 'vitest';
import { restartDelayUsec } from '../../src/systemd/restart-policy.ts';

const steps = { restartUsec: 100_000n, steps: 3, maxDelayUsec: 1_600_000n };
const delays = (settings: Parameters<typeof restartDelayUsec>[0]): bigint[] =>
  [1, 2, 3, 4, 5].map((nth) => restartDelayUsec(settings, nth));

describe('the delay before an automatic restart', () => {
  it('grows from RestartSec= to RestartMaxDelaySec= in RestartSteps=', () => {
    expect(delays(steps)).toEqual([100_000n, 251_984n, 634_960n, 1_600_000n, 1_600_000n]);
    expect(delays({ restartUsec: 1_000_000n, steps: 1, maxDelayUsec: 60_000_000n })).toEqual([
      1_000_000n,
      ...Array.from({ length: 4 }, () => 60_000_000n),
    ]);
  });

  it.each([
    ['without RestartSteps=', { ...steps, steps: 0 }],
    ['without RestartMaxDelaySec=', { restartUsec: 100_000n, steps: 3 }],
    ['with one that is less than RestartSec=', { ...steps, maxDelayUsec: 50_000n }],
  ])('stays %s', (_, settings) => {
    expect(delays(settings)).toEqual(Array.from({ length: 5 }, () => 100_000n));
  });

  it('stays nothing', () => {
    expect(delays({ ...steps, restartUsec: 0n })).toEqual([0n, 0n, 0n, 0n, 0n]);
  });
});
