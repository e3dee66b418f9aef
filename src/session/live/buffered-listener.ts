import type { StartRecord } from '../../model/unit-record.ts';
import type { LiveListener } from './open-live.ts';

/** A listener for what can only be made once the session is open; starts that came before are kept for it. */
export interface LateListener extends LiveListener {
  /** From now on `listener` is told, of the starts so far first. */
  handTo(listener: LiveListener): void;
}

/** A listener that waits for another. */
export function createLateListener(): LateListener {
  const early: StartRecord[] = [];
  let told: LiveListener | undefined;
  return {
    start(start) {
      if (told === undefined) early.push(start);
      else told.start(start);
    },
    change: (unit) => told?.change(unit),
    gap: () => told?.gap(),
    handTo(listener) {
      told = listener;
      for (const start of early.splice(0)) listener.start(start);
    },
  };
}
