import type { StartRecord } from '../../model/unit-record.ts';
import type { LiveListener } from './open-live.ts';

/** Stands in for a listener that can only be made once the session is open: it keeps the starts that come before. */
export interface BufferedListener extends Required<LiveListener> {
  /** Passes on the starts so far, then all that comes. */
  handTo(listener: LiveListener): void;
}

export function createBufferedListener(): BufferedListener {
  const early: StartRecord[] = [];
  let receiver: LiveListener | undefined;
  return {
    start(start) {
      if (receiver === undefined) early.push(start);
      else receiver.start(start);
    },
    change: (unit) => receiver?.change?.(unit),
    gap: () => receiver?.gap?.(),
    handTo(listener) {
      receiver = listener;
      for (const start of early.splice(0)) listener.start(start);
    },
  };
}
