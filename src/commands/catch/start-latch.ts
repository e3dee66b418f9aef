import { setTimeout as pause } from 'node:timers/promises';
import type { Start } from '../../model/timeline.ts';

/** Keeps the first start that counts. What counts is known only once the unit was stopped: until the latch is armed, starts are pending. */
export interface StartLatch {
  readonly onStart: (start: Start) => void;
  /** Judges the starts that are pending, then those to come. */
  arm(counts: (start: Start) => boolean): void;
  caught(): Start | undefined;
  /** Aborted by the start that is caught. */
  readonly triggered: AbortSignal;
  /** Whether a start is pending, or will be within this time. */
  hasPending(withinMs: number): Promise<boolean>;
}

export function createStartLatch(): StartLatch {
  const arrival = new AbortController();
  const trigger = new AbortController();
  const pending: Start[] = [];
  let counts: ((start: Start) => boolean) | undefined;
  let caught: Start | undefined;
  const judge = (start: Start): void => {
    if (caught !== undefined || counts?.(start) !== true) return;
    caught = start;
    trigger.abort();
  };
  return {
    onStart(start) {
      arrival.abort();
      if (counts === undefined) pending.push(start);
      else judge(start);
    },
    arm(rule) {
      counts = rule;
      for (const start of pending) judge(start);
    },
    caught: () => caught,
    triggered: trigger.signal,
    hasPending: (withinMs) => pause(withinMs, false, { signal: arrival.signal }).catch(() => true),
  };
}
