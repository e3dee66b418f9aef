import { createExportParser, createFieldBounds, findField, type JournalFields } from './export-format.ts';
import { placeArguments, queryArguments } from './query.ts';
import type { JournalPlace, JournalQuery } from './query.ts';
import { explainEnd, startJournalctl } from './journalctl.ts';

/** The requested fields of one entry, by their index in the list; valid only during the visit. */
export interface ScannedEntry {
  /** The first value of the field; undefined where the entry has none. */
  text(field: number): string | undefined;
  /** The value as a count, as of a timestamp in µs; NaN where it is none. */
  count(field: number): number;
}

type VisitEntry = (entry: ScannedEntry) => void;

/** Finds fields in the journal export format as it streams in, however it is chunked: fields that are not read never become strings. */
interface FieldScanner {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** A longer entry, and everything after it, is left to the full parser, which cuts long values. */
const MAX_ENTRY_LENGTH = 1024 * 1024;

const NEWLINE = 0x0a;

export function createFieldScanner(names: readonly string[], visit: VisitEntry): FieldScanner {
  const wanted = names.map((name) => Buffer.from(name, 'latin1'));
  const starts = new Int32Array(names.length);
  const ends = new Int32Array(names.length);
  let data: Buffer = Buffer.alloc(0);
  let full: ReturnType<typeof createExportParser> | undefined;
  let isEmpty = true;
  const bounds = createFieldBounds();
  starts.fill(-1);

  const entry: ScannedEntry = {
    text(field) {
      const start = starts[field] ?? -1;
      return start < 0 ? undefined : data.toString('utf8', start, ends[field]);
    },
    count(field) {
      const start = starts[field] ?? -1;
      const end = ends[field] ?? 0;
      if (start < 0 || start === end || end - start > 16) return Number.NaN;
      let value = 0;
      for (let at = start; at < end; at += 1) {
        const digit = (data[at] ?? 0) - 0x30;
        if (digit < 0 || digit > 9) return Number.NaN;
        value = value * 10 + digit;
      }
      return value;
    },
  };

  function finish(): void {
    if (!isEmpty) visit(entry);
    starts.fill(-1);
    isEmpty = true;
  }

  /** The wanted field whose name ends at `end`; -1 for any other. */
  function fieldAt(at: number, end: number): number {
    for (let field = 0; field < wanted.length; field += 1) {
      const name = wanted[field];
      if (name?.length !== end - at) continue;
      let same = 0;
      while (same < name.length && name[same] === data[at + same]) same += 1;
      if (same === name.length) return field;
    }
    return -1;
  }

  function take(field: number, start: number, end: number): void {
    isEmpty = false;
    if (field < 0 || starts[field] !== -1) return;
    starts[field] = start;
    ends[field] = end;
  }

  /** Reads all complete entries of `data`; returns where the first incomplete one begins. */
  function scan(): number {
    let begin = 0;
    let at = 0;
    while (at < data.length) {
      const found = findField(data, at, bounds);
      if (found === 'cut') break;
      if (found === 'end-of-entry') {
        finish();
        begin = bounds.next;
      } else take(fieldAt(at, bounds.nameEnd), bounds.start, bounds.end);
      at = bounds.next;
    }
    starts.fill(-1);
    isEmpty = true;
    return begin;
  }

  function visitFull(entries: readonly JournalFields[]): void {
    for (const fields of entries) visit(entryOf(fields, names));
  }

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (full !== undefined) {
        visitFull(full.push(bytes));
        return;
      }
      data = data.length === 0 ? bytes : Buffer.concat([data, bytes]);
      const begin = scan();
      // A copy, so that a few bytes do not keep the whole chunk in memory.
      data = Buffer.from(data.subarray(begin));
      if (data.length <= MAX_ENTRY_LENGTH) return;
      full = createExportParser();
      visitFull(full.push(data));
      data = Buffer.alloc(0);
    },
    end() {
      if (full !== undefined) visitFull(full.end());
      else if (data.at(-1) === NEWLINE) {
        // Only the empty line behind the last entry may be missing.
        data = Buffer.concat([data, Buffer.from('\n')]);
        scan();
      }
      data = Buffer.alloc(0);
    },
  };
}

function entryOf(fields: JournalFields, names: readonly string[]): ScannedEntry {
  const text = (field: number): string | undefined => {
    const value = fields[names[field] ?? ''];
    return typeof value === 'string' ? value : value?.[0];
  };
  return {
    text,
    count(field) {
      const value = text(field) ?? '';
      return /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    },
  };
}

/**
 * Visits all entries of a query, oldest first, as fast as journalctl prints them and in constant memory; `fields` are the fields to read, which may be
 * any that journalctl exports. Throws SourceError when the journal cannot be read.
 */
export async function scanJournal(
  query: Omit<JournalQuery, 'fields' | 'reverse' | 'lines'> & { readonly fields: readonly string[] },
  place: JournalPlace,
  visit: VisitEntry,
): Promise<void> {
  const running = startJournalctl(['--quiet', '--output=export', ...placeArguments(place), ...queryArguments(query)]);
  const scanner = createFieldScanner(query.fields, visit);
  let isComplete = false;
  try {
    for await (const chunk of running.stdout) scanner.push(chunk as Buffer);
    scanner.end();
    isComplete = true;
  } finally {
    if (!isComplete) running.kill();
  }
  const failure = explainEnd(await running.ended);
  if (failure !== undefined) throw failure;
}
