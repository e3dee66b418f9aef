import type { Gap, Start } from '../../model/timeline.ts';
import type { LiveSink } from '../../session/live/live-reporter.ts';

/** Keeps the first start that is told and that counts. */
export interface Trap {
  /** What a live story tells its starts to. */
  readonly sink: LiveSink;
  /** Aborted by the start that is caught. */
  readonly sprung: AbortSignal;
  caught(): Start | undefined;
  /** Until it is set, starts are held; then those that were held are judged first. */
  set(counts: (start: Start) => boolean): void;
  /** Whether a start is held, or will be within this time. */
  holdsOne(withinMs: number): Promise<boolean>;
}

/** A trap that is not set yet; gaps are told at once. */
export function createTrap(onGap: (gap: Gap) => void): Trap {
  const controller = new AbortController();
  const held: Start[] = [];
  let counts: ((start: Start) => boolean) | undefined;
  let caught: Start | undefined;
  let onHeld = (): void => undefined;
  const judge = (start: Start): void => {
    if (caught !== undefined || counts?.(start) !== true) return;
    caught = start;
    controller.abort();
  };
  return {
    sink: {
      tellsEvents: false,
      start(start) {
        if (counts !== undefined) judge(start);
        else {
          held.push(start);
          onHeld();
        }
      },
      event: () => undefined,
      gap: onGap,
    },
    sprung: controller.signal,
    caught: () => caught,
    set(rule) {
      counts = rule;
      for (const start of held) judge(start);
    },
    async holdsOne(withinMs) {
      if (held.length > 0) return true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), withinMs);
        onHeld = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
    },
  };
}
