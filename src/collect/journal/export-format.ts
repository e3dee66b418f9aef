import type { JournalEntryPayload } from '../../model/observation.ts';

/** The fields of one entry; a field that occurs more than once holds all its values. */
export type JournalFields = JournalEntryPayload['fields'];

/** The number of bytes kept of a value; a longer one is cut, and its end says how long it was. */
export const VALUE_LIMIT_BYTES = 64 * 1024;

/** The number of bytes and fields kept of an entry; journald itself allows 1024 fields, so only a forged stream reaches this. */
const ENTRY_LIMIT_BYTES = 8 * 1024 * 1024;
const FIELD_LIMIT = 2048;
const NAME_LIMIT = 64;

const NEWLINE = 0x0a;
const EQUALS = 0x3d;

/** Where a field lies in the bytes of the export format. */
interface FieldBounds {
  nameEnd: number;
  /** Where the value begins; the end of the bytes, where they end before it. */
  start: number;
  /** Where the value ends, which may be behind the bytes; -1 for a text without its newline. */
  end: number;
  /** Where the next field begins. */
  next: number;
}

export function createFieldBounds(): FieldBounds {
  return { nameEnd: 0, start: 0, end: 0, next: 0 };
}

/**
 * Finds the field at `at` and writes its bounds into `field`: this runs for each field of a journal and allocates nothing. A text field is NAME=value and a newline; any other is NAME
 * and a newline, the length in 64 bits (little endian), the bytes and a newline; an empty line ends an entry. `cut` means that the field does not end in these bytes.
 */
export function findField(data: Buffer, at: number, field: FieldBounds): 'field' | 'end-of-entry' | 'cut' {
  const newline = data.indexOf(NEWLINE, at);
  field.next = newline + 1;
  if (newline === at) return 'end-of-entry';
  const lineEnd = newline < 0 ? data.length : newline;
  let nameEnd = at;
  while (nameEnd < lineEnd && data[nameEnd] !== EQUALS) nameEnd += 1;
  field.nameEnd = nameEnd;
  if (nameEnd < lineEnd) {
    field.start = nameEnd + 1;
    field.end = newline;
    return newline < 0 ? 'cut' : 'field';
  }
  const start = newline + 9;
  if (newline < 0 || start > data.length) {
    field.start = data.length;
    field.end = -1;
    return 'cut';
  }
  field.start = start;
  field.end = start + Number(data.readBigUInt64LE(newline + 1));
  field.next = field.end + 1;
  return field.end < data.length ? 'field' : 'cut';
}

/**
 * Parses the journal export format (systemd's JOURNAL_EXPORT_FORMATS) as it streams in, however it is chunked, in bounded memory.
 * `push` returns the entries that the chunk completed. `end` returns the last one when only its empty line is missing; what was cut inside a field is dropped.
 */
interface ExportParser {
  push(chunk: Uint8Array): JournalFields[];
  end(): JournalFields[];
}

type MutableFields = Record<string, string | string[]>;

/** A value too long to be kept: its beginning, and how much of it was read. `remaining` is undefined for a text field, which ends at a newline. */
interface LongValue {
  readonly name: string;
  readonly head: Buffer;
  seen: number;
  remaining: number | undefined;
}

export function createExportParser(): ExportParser {
  let rest: Buffer = Buffer.alloc(0);
  let fields: MutableFields = {};
  let fieldCount = 0;
  let entryBytes = 0;
  let long: LongValue | undefined;
  const field = createFieldBounds();

  function addField(name: string, value: string): void {
    if (!isFieldName(name) || fieldCount >= FIELD_LIMIT || entryBytes >= ENTRY_LIMIT_BYTES) return;
    fieldCount++;
    entryBytes += name.length + value.length;
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (typeof before === 'string') fields[name] = [before, value];
    else before.push(value);
  }

  function finishEntry(entries: JournalFields[]): void {
    if (fieldCount > 0) entries.push(fields);
    fields = {};
    fieldCount = 0;
    entryBytes = 0;
  }

  /** Skips through a long value; returns where parsing goes on, or -1 when the chunk ends inside it. */
  function skipLongValue(value: LongValue, data: Buffer): number {
    if (value.remaining === undefined) {
      const newline = data.indexOf(NEWLINE);
      value.seen += newline < 0 ? data.length : newline;
      if (newline < 0) return -1;
      finishLongValue(value);
      return newline + 1;
    }
    const taken = Math.min(value.remaining, data.length);
    value.seen += taken;
    value.remaining -= taken;
    if (value.remaining > 0 || taken === data.length) return -1;
    finishLongValue(value);
    return taken + 1; // the newline behind the bytes
  }

  function finishLongValue(value: LongValue): void {
    addField(value.name, `${value.head.toString('utf8')}… [cut: ${VALUE_LIMIT_BYTES} of ${value.seen} bytes]`);
    long = undefined;
  }

  /** Starts a long value at `start`, of which `data` holds only a part. */
  function beginLongValue(name: string, data: Buffer, start: number, size: number | undefined): void {
    const available = data.length - start;
    const seen = size === undefined ? available : Math.min(available, size);
    long = {
      name,
      head: Buffer.from(data.subarray(start, start + VALUE_LIMIT_BYTES)),
      seen,
      remaining: size === undefined ? undefined : size - seen,
    };
  }

  function push(chunk: Uint8Array): JournalFields[] {
    const entries: JournalFields[] = [];
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const data = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    rest = Buffer.alloc(0);
    let at = 0;
    if (long !== undefined) {
      at = skipLongValue(long, data);
      if (at < 0) return entries;
    }
    while (at < data.length) {
      const found = findField(data, at, field);
      const { nameEnd, start, end } = field;
      if (found === 'cut') {
        const size = end < 0 ? undefined : end - start;
        const available = data.length - start;
        if (size === undefined ? available <= VALUE_LIMIT_BYTES : size <= VALUE_LIMIT_BYTES || available < VALUE_LIMIT_BYTES) break;
        beginLongValue(data.toString('latin1', at, nameEnd), data, start, size);
        return entries;
      }
      if (found === 'end-of-entry') finishEntry(entries);
      else addField(data.toString('latin1', at, nameEnd), textOf(data, start, end));
      at = field.next;
    }
    // A copy, so that a few bytes do not keep the whole chunk in memory; a long line that is no field is dropped.
    rest = data.length - at > VALUE_LIMIT_BYTES + NAME_LIMIT + 16 ? Buffer.alloc(0) : Buffer.from(data.subarray(at));
    return entries;
  }

  function end(): JournalFields[] {
    const entries: JournalFields[] = [];
    if (long === undefined && rest.length === 0) finishEntry(entries);
    rest = Buffer.alloc(0);
    long = undefined;
    return entries;
  }

  return { push, end };
}

function textOf(data: Buffer, start: number, end: number): string {
  if (end - start <= VALUE_LIMIT_BYTES) return data.toString('utf8', start, end);
  return `${data.toString('utf8', start, start + VALUE_LIMIT_BYTES)}… [cut: ${VALUE_LIMIT_BYTES} of ${end - start} bytes]`;
}

const knownNames = new Set<string>();

/** journald allows A-Z, 0-9 and _, at most 64 characters; so no built-in member of a JavaScript object can be overwritten. */
function isFieldName(name: string): boolean {
  if (knownNames.has(name)) return true;
  if (name.length > NAME_LIMIT || !/^[A-Z0-9_]+$/.test(name)) return false;
  if (knownNames.size < 4096) knownNames.add(name);
  return true;
}
