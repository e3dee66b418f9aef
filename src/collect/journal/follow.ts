import { setTimeout as delay } from 'node:timers/promises';
import { SourceError } from '../../errors.ts';
import type { Instant } from '../../model/instant.ts';
import { now } from '../clock.ts';
import { createExportParser } from './export-format.ts';
import { withInstants } from './entry.ts';
import type { JournalEntry } from './entry.ts';
import { placeArguments, queryArguments } from './query.ts';
import type { JournalPlace, JournalQuery } from './query.ts';
import { explainEnd, startJournalctl } from './journalctl.ts';
import type { Journalctl } from './journalctl.ts';
import type { GapPayload } from '../../model/observation.ts';

/** A journal being followed. `ended` resolves after `close`, and rejects with SourceError when the journal cannot be followed any more. */
interface JournalFollower {
  close(): Promise<void>;
  readonly ended: Promise<void>;
}

const RESTART_DELAY_MS = 200;
/** After this many exits of journalctl without an entry in between, following is given up. */
const FRUITLESS_ENDS = 5;

/**
 * Calls `onEntry` for each entry from `query.since` on, or from now on. The first read asks for that moment instead of for the journal's end, so nothing
 * is lost while journalctl starts. When journalctl dies it is restarted after the last entry that came, and `onGap` is called; as the journal
 * keeps the entries of the meantime, such a gap is a delay, not a loss, unless the journal was rotated away.
 */
export function followJournal(
  query: Pick<JournalQuery, 'matches' | 'since' | 'boot' | 'fields'>,
  place: JournalPlace,
  onEntry: (entry: JournalEntry) => void,
  onGap: (gap: GapPayload) => void = () => undefined,
): JournalFollower {
  const { since = BigInt(Date.now()) * 1000n, ...rest } = query;
  let closed = false;
  let running: Journalctl | undefined;
  let cursor: string | undefined;
  let lastAt: Instant = { realtimeUsec: since };

  async function readOnce(): Promise<number> {
    const from = cursor === undefined ? { ...rest, since } : rest;
    running = startJournalctl(
      [
        '--quiet',
        '--output=export',
        '--follow',
        '--no-tail',
        ...(cursor === undefined ? [] : [`--after-cursor=${cursor}`]),
        ...placeArguments(place),
        ...queryArguments(from),
      ],
      { isApart: true },
    );
    const parser = createExportParser();
    let count = 0;
    running.stdout.on('data', (chunk: Buffer) => {
      if (closed) return;
      for (const entry of withInstants(parser.push(chunk))) {
        count++;
        lastAt = entry.at;
        const its = entry.fields['__CURSOR'];
        if (typeof its === 'string') cursor = its;
        onEntry(entry);
      }
    });
    const end = await running.ended;
    const failure = explainEnd(end);
    if (failure !== undefined && !closed && end.killedBy === undefined && count === 0) throw failure;
    return count;
  }

  async function run(): Promise<void> {
    for (let fruitless = 0; ;) {
      const count = await readOnce();
      if (isClosed()) return;
      fruitless = count > 0 ? 0 : fruitless + 1;
      if (fruitless >= FRUITLESS_ENDS)
        throw new SourceError(`the journal cannot be followed: journalctl --follow ended ${fruitless} times in a row`);
      await delay(RESTART_DELAY_MS);
      if (isClosed()) return;
      onGap({
        source: 'journal',
        kind: 'gap',
        from: lastAt,
        to: now(),
        text: 'journalctl ended and was started again; what was logged meanwhile is read late',
      });
    }
  }

  const isClosed = () => closed;
  const ended = run();
  ended.catch(() => undefined); // suppresses the unhandled-rejection warning; awaiting `ended` still throws
  return {
    ended,
    async close() {
      closed = true;
      running?.kill();
      await ended.catch(() => undefined);
    },
  };
}
