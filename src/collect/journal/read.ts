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
