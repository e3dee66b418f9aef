import { describe, expect, it } from 'vitest';
import { hostLogsBefore, isFirstActivationAfter, unitLogBefore } from '../../../src/analysis/jobs/nearby-logs.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { isEntry, story } from '../story.ts';

/** Moves the entries with a text by so many µs. */
function moved(text: string, usec: bigint) {
  return (observations: readonly Observation[]): readonly Observation[] =>
    observations.map((one) =>
      isEntry(one.payload, text)
        ? { ...one, at: { ...one.at, realtimeUsec: one.at.realtimeUsec + usec, monotonicUsec: (one.at.monotonicUsec ?? 0n) + usec } }
        : one,
    );
}

describe('a line of a unit', () => {
  const find = (change?: (all: readonly Observation[]) => readonly Observation[]) => {
    const told = story('on-failure-back', change);
    return unitLogBefore(told.history.unit('backup.service'), 'triggering', told.activation('alarm.service'), 1_000_000n);
  };

  it('counts right before the activation', () => {
    expect(find()?.detail.setting).toBe('OnFailure');
    expect(find(moved('Triggering OnFailure', -900_000n))).toBeDefined();
  });

  it('does not count long before, nor after', () => {
    expect(find(moved('Triggering OnFailure', -1_100_000n))).toBeUndefined();
    expect(find(moved('Triggering OnFailure', 50_000n))).toBeUndefined();
  });
});

describe('a line of the host', () => {
  it('counts right before the activation, latest first', () => {
    const told = story('bus-activation-back');
    const lines = hostLogsBefore(told.history, 'bus-activation', told.activation('bus-widget.service'), 5_000_000n);
    expect(lines.map(({ detail }) => detail.unit)).toEqual(['bus-widget.service']);
    expect(hostLogsBefore(told.history, 'signal-received', told.activation('bus-widget.service'), 5_000_000n)).toEqual([]);
  });

  it('does not count when it came after the first line of the job', () => {
    const told = story('bus-activation-back', moved('Activating via systemd', 400_000n));
    expect(hostLogsBefore(told.history, 'bus-activation', told.activation('bus-widget.service'), 5_000_000n)).toEqual([]);
  });
});

describe('what was asked for led to', () => {
  it('the first activation after it, and to no later one', () => {
    const told = story('client-restart-live');
    const [first, second] = [told.activation('worker.service', 0), told.activation('worker.service', 1)];
    const before = { ...second.at, realtimeUsec: first.at.realtimeUsec - 1_000n, monotonicUsec: (first.at.monotonicUsec ?? 0n) - 1_000n };
    expect(isFirstActivationAfter(second, before)).toBe(false);
  });

  it('nothing while the unit was up', () => {
    const told = story('clean-stop-then-started-by-hand-live');
    const activation = told.activation('worker.service');
    const whileUp = {
      ...activation.at,
      realtimeUsec: activation.at.realtimeUsec - 10_000_000n,
      monotonicUsec: (activation.at.monotonicUsec ?? 0n) - 10_000_000n,
    };
    expect(isFirstActivationAfter(activation, whileUp)).toBe(false);
    expect(isFirstActivationAfter(activation, activation.at)).toBe(true);
  });
});
