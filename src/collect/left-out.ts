import type { Instant } from '../model/instant.ts';
import type { GapPayload } from '../model/observation.ts';
import type { TimedSink } from './observation-stream.ts';
import { now } from './clock.ts';

/** What a budget has no room for: counted, and told once a minute. */
interface LeftOut {
  note(at: Instant): void;
  /** Whether something was left out in the last minute. */
  isOpen(): boolean;
  close(): void;
}

const TOLD_AFTER_MS = 60_000;

/** Tells a gap of a source, in these words, a minute after the first that was left out. */
export function createLeftOut(stream: TimedSink, source: GapPayload['source'], words: (count: number) => string): LeftOut {
  let from: Instant | undefined;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(timer);
    if (from !== undefined) stream.emit({ source, kind: 'gap', from, to: now(), text: words(count) });
    from = undefined;
    count = 0;
  };
  return {
    note(at) {
      if (from === undefined) timer = setTimeout(tell, TOLD_AFTER_MS).unref();
      from ??= at;
      count += 1;
    },
    isOpen: () => from !== undefined,
    close: tell,
  };
}
