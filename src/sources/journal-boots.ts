import { SourceError, UsageError } from '../errors.ts';
import type { Instant } from '../systemd/instant.ts';
import { currentBootId } from './host.ts';
import { readJournal } from './journal-reader.ts';
import { placeArguments } from './journal-query.ts';
import type { JournalPlace } from './journal-query.ts';
import { explainEnd, outputOfJournalctl } from './journalctl.ts';

/** A boot that the journal knows; `first` and `last` are the times of its entries at both ends. */
export interface Boot {
  readonly bootId: string;
  readonly first?: Instant;
  readonly last?: Instant;
}

/**
 * The boot that `-b` names, as journalctl(1) has it: nothing or `0` for the last one (on this machine the current one), `-1` for the one before, `1` for
 * the oldest, an id, or an id with an offset. Throws UsageError for what is none of these, SourceError when the journal does not hold it.
 */
export async function resolveBoot(text: string | undefined, place: JournalPlace): Promise<Boot> {
  const wanted = parseBoot(text ?? '');
  const current = wanted.id === undefined && wanted.offset === 0 && isHere(place) ? currentBootId() : undefined;
  if (current !== undefined) return withEnds(current, place);
  if (wanted.id !== undefined && wanted.offset === 0) {
    const boot = await withEnds(wanted.id, place);
    if (boot.first === undefined) throw notHeld(text ?? '');
    return boot;
  }
  const ids = await listBootIds(place);
  const base = wanted.id === undefined ? (wanted.offset > 0 ? -1 : ids.length - 1) : ids.indexOf(wanted.id);
  const found = wanted.id !== undefined && base < 0 ? undefined : ids[base + wanted.offset];
  if (found === undefined) throw notHeld(text ?? '0');
  return withEnds(found, place);
}

/** The ids of all boots that the journal holds, oldest first. The columns after the id differ between 247 and later, so only the first two are read. */
export async function listBootIds(place: JournalPlace): Promise<readonly string[]> {
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

async function withEnds(bootId: string, place: JournalPlace): Promise<Boot> {
  const [first, last] = await Promise.all([endOf(bootId, place, false), endOf(bootId, place, true)]);
  return { bootId, ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) };
}

async function endOf(bootId: string, place: JournalPlace, reverse: boolean): Promise<Instant | undefined> {
  for await (const entry of readJournal({ matches: [], boot: bootId, fields: [], reverse }, place)) return entry.at;
  return undefined;
}

function isHere(place: JournalPlace): boolean {
  return place.directory === undefined && place.file === undefined && place.root === undefined;
}

function notHeld(text: string): SourceError {
  return new SourceError(`the journal holds no boot "${text}"`, '`journalctl --list-boots` shows those that it holds');
}
