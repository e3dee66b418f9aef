import type { StartRecord } from '../../model/unit-record.ts';
import type { WriteProgress } from '../../recording/write.ts';
import { RETENTION } from '../retention.ts';
import type { Live } from './open-live.ts';

/** What a recording needs that may go on for months: it counts the starts, forgets old ones, and describes the units again after a gap. */
export interface LongRecording {
  start(start: StartRecord): void;
  /** The manager or the bus was away: its units and files may be others now. */
  gap(): void;
  begin(live: Live): void;
  progress(): (WriteProgress & { readonly starts: number }) | undefined;
  /** Waits until the units are described. */
  finish(): Promise<void>;
}

/** A manager that reloads may do so again at once. */
const CALM_MS = 1000;

/** With `recordOnly`, of which no timeline is made at its end, the starts are forgotten too. */
export function createLongRecording(recordOnly: boolean): LongRecording {
  let live: Live | undefined;
  let starts = 0;
  let timer: NodeJS.Timeout | undefined;
  let describing: Promise<void> = Promise.resolve();
  const describe = (): void => {
    timer = undefined;
    // The next gap is followed by another description.
    describing = describing.then(() => live?.describeAgain()).catch(() => undefined);
  };
  return {
    start({ unit }) {
      if (live?.isWatched(unit) === false) return;
      starts += 1;
      const all = live?.history.unit(unit).starts ?? [];
      if (recordOnly && all.length > RETENTION.recordOnly * 2) all.splice(0, RETENTION.recordOnly);
    },
    gap() {
      if (live?.history.gaps.at(-1)?.source === 'system-bus') timer ??= setTimeout(describe, CALM_MS);
    },
    begin(its) {
      live = its;
    },
    progress() {
      const written = live?.session.progress();
      return written === undefined ? undefined : { ...written, starts };
    },
    finish() {
      clearTimeout(timer);
      if (timer !== undefined) describe();
      return describing;
    },
  };
}
