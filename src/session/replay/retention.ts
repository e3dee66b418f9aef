import type { StartRecord } from '../../model/unit-record.ts';
import type { WriteProgress } from '../../recording/write.ts';
import type { Live } from '../live/open-live.ts';
import { keptOf } from './timeline-query.ts';

/** What a recording that may go on for months keeps in memory, counts and looks up again. */
export interface RecordedKeeping {
  /** So many facts of each kind are kept about a unit. */
  readonly kept: number;
  start(start: StartRecord): void;
  /** The manager or the bus was away: its units and files may be others now. */
  gap(): void;
  begin(live: Live): void;
  progress(): (WriteProgress & { readonly starts: number }) | undefined;
  /** Waits for what is being looked up. */
  finish(): Promise<void>;
}

/** Of a session of which nothing is told at its end, hardly anything has to be kept. */
const KEPT_RECORDING = 50;
/** A manager that reloads may do so again at once. */
const CALM_MS = 1000;

/** Keeps much or, when `isForgetful`, little. */
export function createRecordedKeeping(isForgetful: boolean): RecordedKeeping {
  let live: Live | undefined;
  let starts = 0;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = (): void => {
    timer = undefined;
    // The next gap is followed by another look.
    looking = looking.then(() => live?.describeAgain()).catch(() => undefined);
  };
  return {
    kept: isForgetful ? KEPT_RECORDING : keptOf({ options: { command: 'record' } }),
    start({ unit }) {
      if (live?.isWatched(unit) === false) return;
      starts += 1;
      const all = live?.history.unit(unit).starts ?? [];
      if (isForgetful && all.length > KEPT_RECORDING * 2) all.splice(0, KEPT_RECORDING);
    },
    gap() {
      if (live?.history.gaps.at(-1)?.source === 'system-bus') timer ??= setTimeout(look, CALM_MS);
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
      if (timer !== undefined) look();
      return looking;
    },
  };
}
