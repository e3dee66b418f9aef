import { uptime } from 'node:os';
import { SourceError, UsageError } from '../../errors.ts';
import type { Instant } from '../../model/instant.ts';
import { currentBootId } from '../clock.ts';
import { instantOfEntry } from './entry.ts';
import { readJournal } from './read.ts';
import { isOwnJournal, placeArguments, type JournalPlace } from './query.ts';
import { explainEnd, outputOfJournalctl } from './journalctl.ts';
import { defined } from '../../defined.ts';

/** A boot that the journal has, or the current one, which it may not have yet. */
interface Boot {
  readonly bootId: string;
  /** When the kernel started, by the boot's first entry that the journal still holds. Its monotonic clock is 0: every entry of the boot came later. */
  readonly began: Promise<Instant | undefined>;
  /** When the last entry was logged; left out for the boot that still goes on. */
  readonly ended?: Instant;
}

/**
 * The boot that `-b` names, as journalctl(1) has it: nothing or `0` for the last one (on this machine the current one), `-1` for the one before, `1` for
 * the oldest, an id, or an id with an offset. `known` is the journal's newest entry, where it was read already. Throws UsageError for what is none of these, SourceError when the journal does not hold it.
 */
export async function resolveBoot(text: string | undefined, place: JournalPlace, known?: Instant): Promise<Boot> {
  const wanted = parseBoot(text ?? '');
  const current = isOwnJournal(place) ? currentBoot() : undefined;
  if (wanted.offset === 0 && current !== undefined && (wanted.id ?? current.bootId) === current.bootId) return current;
  if (wanted.id !== undefined && wanted.offset === 0) {
    const boot = await endedBoot(wanted.id, place);
    if (boot.ended === undefined) throw notHeld(text ?? '');
    return boot;
  }
  if (wanted.offset === 0) {
    const newest = known ?? (await endOf(undefined, place, true));
    if (newest?.bootId === undefined) throw notHeld(text ?? '0');
    return endedBoot(newest.bootId, place, newest);
  }
  const ids = await listBootIds(place);
  const base = wanted.id === undefined ? (wanted.offset > 0 ? -1 : ids.length - 1) : ids.indexOf(wanted.id);
  const found = wanted.id !== undefined && base < 0 ? undefined : ids[base + wanted.offset];
  if (found === undefined) throw notHeld(text ?? '0');
  return found === current?.bootId ? current : endedBoot(found, place);
}

/** The ids of all boots that the journal holds, oldest first. The columns after the id differ between 247 and later, so only the first two are read. */
async function listBootIds(place: JournalPlace): Promise<readonly string[]> {
  const { text, end } = await outputOfJournalctl(['--quiet', '--list-boots', ...placeArguments(place)]);
  const failure = explainEnd(end);
  if (failure !== undefined) throw failure;
  return [...text.matchAll(/^\s*(-?\d+) ([0-9a-f]{32})\b/gm)]
    .map((row) => ({ index: Number(row[1]), id: row[2] ?? '' }))
    .sort((a, b) => a.index - b.index)
    .map((row) => row.id);
}

function parseBoot(text: string): { readonly id?: string; readonly offset: number } {
  const parts = /^(?:([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})([+-]\d{1,9})?|([+-]?\d{1,9})|)$/i.exec(text.trim());
  if (parts === null)
    throw new UsageError(`"${text}" names no boot; give -b alone, an offset such as -b -1, or an id from journalctl --list-boots`);
  const [, id, idOffset, offset] = parts;
  if (id !== undefined) return { id: id.replaceAll('-', '').toLowerCase(), offset: Number(idOffset ?? 0) };
  return { offset: Number(offset ?? 0) };
}

/** The present boot, by the clock that counts suspended time, too. */
function currentBoot(): Boot | undefined {
  const bootId = currentBootId();
  if (bootId === undefined) return undefined;
  const realtimeUsec = BigInt(Date.now() - Math.round(uptime() * 1000)) * 1000n;
  return { bootId, began: Promise.resolve({ realtimeUsec, monotonicUsec: 0n, bootId }) };
}

async function endedBoot(bootId: string, place: JournalPlace, newest?: Instant): Promise<Boot> {
  const began = beginOf(bootId, place).catch(() => undefined); // the other reads report the error
  const ended = newest ?? (await endOf(bootId, place, true));
  return defined({ bootId, began, ended });
}

async function beginOf(bootId: string, place: JournalPlace): Promise<Instant | undefined> {
  const first = await endOf(bootId, place, false);
  return first === undefined ? undefined : { realtimeUsec: first.realtimeUsec - (first.monotonicUsec ?? 0n), monotonicUsec: 0n, bootId };
}

/** When journald received the first or last entry; no earlier entry has a later sending time. */
async function endOf(boot: string | undefined, place: JournalPlace, reverse: boolean): Promise<Instant | undefined> {
  const query = defined({ matches: [], fields: [], reverse, boot, lines: reverse ? 1 : undefined });
  for await (const { fields } of readJournal(query, place)) return instantOfEntry({ ...fields, _SOURCE_REALTIME_TIMESTAMP: '' });
  return undefined;
}

function notHeld(text: string): SourceError {
  return new SourceError(`the journal holds no boot "${text}"`, '`journalctl --list-boots` shows those that it holds');
}
