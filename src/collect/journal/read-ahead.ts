import { readJournal } from './read.ts';
import type { JournalEntry } from './entry.ts';
import type { JournalPlace, JournalQuery } from './query.ts';

/** A query whose journalctl is already running. Its entries are read once; unread output stays in the pipe, so memory does not grow. */
export interface AheadReading {
  readonly entries: AsyncIterable<JournalEntry>;
  /** Ends journalctl, whether its entries were read or not. */
  close(): void;
}

/** Starts journalctl at once, so that it runs in parallel with other work. Errors are thrown when the entries are read, as by `readJournal`. */
export function readAhead(query: JournalQuery, place: JournalPlace): AheadReading {
  const stopper = new AbortController();
  const reading = readJournal(query, place, stopper.signal);
  const first = reading.next();
  first.catch(() => undefined); // suppresses the unhandled-rejection warning; reading the entries still throws
  return { entries: continued(first, reading), close: () => stopper.abort() };
}

/** The entries of several queries, one query after the other in the order given, while the journalctl of the next ones run already. */
export async function* readInTurn(
  queries: readonly JournalQuery[],
  place: JournalPlace,
  atOnce: number,
): AsyncGenerator<JournalEntry, void, undefined> {
  const waiting = [...queries];
  const running: AheadReading[] = [];
  const startNext = (): void => {
    const query = waiting.shift();
    if (query !== undefined) running.push(readAhead(query, place));
  };
  for (let index = 0; index < atOnce; index += 1) startNext();
  try {
    for (let current = running[0]; current !== undefined; current = running[0]) {
      yield* current.entries;
      running.shift();
      startNext();
    }
  } finally {
    for (const { close } of running) close();
  }
}

async function* continued(
  first: Promise<IteratorResult<JournalEntry, void>>,
  reading: AsyncGenerator<JournalEntry, void, undefined>,
): AsyncGenerator<JournalEntry, void, undefined> {
  try {
    for (let step = await first; step.done !== true; step = await reading.next()) yield step.value;
  } finally {
    await reading.return();
  }
}
