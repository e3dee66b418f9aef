import { createExportParser } from './export-format.ts';
import { withInstants } from './entry.ts';
import type { JournalEntry } from './entry.ts';
import { placeArguments, queryArguments } from './query.ts';
import type { JournalPlace, JournalQuery } from './query.ts';
import { explainEnd, startJournalctl } from './journalctl.ts';

/**
 * Reads entries, oldest first unless `reverse`. journalctl ends at once when the consumer stops or `signal` aborts (which ends the entries quietly), and
 * waits while the consumer is busy, so memory does not grow. Throws SourceError when the journal cannot be read, UsageError for a query that cannot be.
 */
export async function* readJournal(
  query: JournalQuery,
  place: JournalPlace,
  signal?: AbortSignal,
): AsyncGenerator<JournalEntry, void, undefined> {
  if (query.lines !== undefined && query.reverse !== true) {
    // `--since` with `-n` counts from the oldest up to 252 and from the newest later; backwards it is the newest everywhere.
    const newest: JournalEntry[] = [];
    for await (const entry of readJournal({ ...query, reverse: true }, place, signal)) newest.push(entry);
    yield* newest.reverse();
    return;
  }
  if (query.lines === 0 || wasAborted(signal)) return;
  const running = startJournalctl([
    '--quiet',
    '--output=export',
    ...placeArguments(place),
    ...(query.reverse === true ? ['--reverse'] : []),
    ...(query.lines === undefined ? [] : [`--lines=${query.lines}`]),
    ...queryArguments(query),
  ]);
  const stop = () => {
    running.kill();
    running.stdout.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  const parser = createExportParser();
  let isComplete = false;
  try {
    for await (const chunk of chunksOf(running.stdout, signal)) yield* withInstants(parser.push(chunk));
    yield* withInstants(parser.end());
    isComplete = !wasAborted(signal);
  } finally {
    signal?.removeEventListener('abort', stop);
    if (!isComplete) stop();
  }
  if (!isComplete) return;
  const failure = explainEnd(await running.ended);
  if (failure !== undefined) throw failure;
}

/** A stream that is destroyed because of `signal` ends; any other early end is an error. */
async function* chunksOf(stream: NodeJS.ReadableStream, signal: AbortSignal | undefined): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    if (!wasAborted(signal)) throw error;
  }
}

function wasAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

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
