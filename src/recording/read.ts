import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { KnownError } from '../errors.ts';
import type { Observation } from '../model/observation.ts';
import { decodeHeader, decodeObservation, RECORDING_FORMAT, type RecordingHeader } from './format.ts';
import type { PassedOver } from './gaps.ts';
import { inflateFile, type DamageListener } from './inflate.ts';
import { linesOf, type Line } from './lines.ts';

const MAGIC: readonly { readonly bytes: readonly number[]; readonly what: string; readonly remedy: string }[] = [
  { bytes: [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48], what: 'a journal file', remedy: 'read it with `whyalive --file FILE UNIT`' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with zstd', remedy: 'unpack it with `zstd -d` first' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'compressed with xz', remedy: 'unpack it with `xz -d` first' },
  { bytes: [0x42, 0x5a, 0x68], what: 'compressed with bzip2', remedy: 'unpack it with `bzip2 -d` first' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive', remedy: 'unpack it first' },
  { bytes: [0xff, 0xfe], what: 'UTF-16 text', remedy: 'turn it back with `iconv -f UTF-16 -t UTF-8`' },
  { bytes: [0xfe, 0xff], what: 'UTF-16 text', remedy: 'turn it back with `iconv -f UTF-16 -t UTF-8`' },
];

/** The kind of a file that is no recording, by its first bytes, and what to do with it; undefined when it may be a recording. */
function foreignFile(head: Buffer): string | undefined {
  const known = MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (known !== undefined) return `it is ${known.what}; ${known.remedy}`;
  if (/^\s*\{\s*"schema":\s*"whyalive\/timeline\//.test(head.toString('latin1')))
    return 'it is a timeline, the result of -o json; a recording is what -w FILE writes';
  return undefined;
}

/** An opened file of a recording; its observations can be read once and are streamed. */
export interface RecordingFile {
  readonly path: string;
  readonly header: RecordingHeader;
  /** The problems of reading, each with its line; complete when the observations have been read. */
  readonly problems: readonly string[];
  observations(): AsyncGenerator<Observation, void, undefined>;
  /** What was passed over before the observation that was read last. */
  passedOver(): PassedOver;
}

/** The position of reading, and the problems so far. */
interface Place {
  /** The next observations may have been passed on already. */
  hasResumed: boolean;
  damages: number;
  unknown: number;
}

/** More damaged lines than these are only counted. */
const NAMED_PROBLEMS = 10;
/** In characters: a file may hold so much that is no observation, and a line that holds nothing counts for so many. */
const MOST_USELESS = 128 * 1024 * 1024;
const COST_OF_LINE = 100;
/** The number of lines that are searched for an observation when the first one is no header. */
const LOOKED_AT = 20;
const HEADER_BEGINNING = '{"format":"whyalive/recording/';
const NO_HEADER: RecordingHeader = { format: RECORDING_FORMAT, program: 'unknown', writtenAt: '', units: [], options: {} };

/**
 * Opens a recording, compressed or not (the first bytes tell), and reads its header. Lines that are damaged, and a last one that was cut, are left out and
 * named. Throws KnownError when the file cannot be read or is no recording.
 */
export async function openRecordingFile(path: string): Promise<RecordingFile> {
  const problems: string[] = [];
  const place: Place = { hasResumed: false, damages: 0, unknown: 0 };
  const damage: DamageListener = {
    damaged(sentence) {
      problems.push(sentence);
      place.damages += 1;
    },
    resumed: () => (place.hasResumed = true),
  };
  const lines = linesOf(await bytesOf(path, damage));
  const first = await headerOf(path, lines, problems);
  const readable = readLines(path, first.ahead, lines);
  return {
    path,
    header: first.header,
    problems,
    observations: () => decoded(readable, first.header, problems, place),
    passedOver: () => ({ damages: place.damages, unknown: place.unknown }),
  };
}

/** Reads a whole recording into memory; for small ones. */
export async function readRecording(
  path: string,
): Promise<Omit<RecordingFile, 'path' | 'observations' | 'passedOver'> & { observations: Observation[] }> {
  const file = await openRecordingFile(path);
  const observations: Observation[] = [];
  for await (const observation of file.observations()) observations.push(observation);
  return { header: file.header, observations, problems: file.problems };
}

async function headerOf(
  path: string,
  lines: AsyncGenerator<Line, void, undefined>,
  problems: string[],
): Promise<{ readonly header: RecordingHeader; readonly ahead: readonly Line[] }> {
  const ahead: Line[] = [];
  let why = '';
  try {
    for (let line = await lines.next(); line.done !== true && ahead.length < LOOKED_AT; line = await lines.next()) {
      const { text, number } = line.value;
      if (number === 1) {
        const first = decodeHeader(text.replace(/^\ufeff/, ''));
        if (first.ok) {
          if (first.newerVersion !== undefined) problems.push(newer(first.newerVersion));
          return { header: first.header, ahead: [] };
        }
        ({ why } = first);
      }
      ahead.push(line.value);
      if (!decodeObservation(text).ok) continue;
      problems.push('its header is missing or damaged, so it does not tell which units were asked for; -u names one');
      return { header: NO_HEADER, ahead };
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  await lines.return();
  if (ahead.length === 0 && problems.length === 0)
    throw new KnownError(`${path} is empty, so it is no recording; \`whyalive record -w FILE\` makes one`);
  const reason = ahead.length === 0 ? problems.join('; ') : why;
  throw new KnownError(`${path} is no recording: ${reason}; \`whyalive record -w FILE\` makes one`);
}

function newer(version: number): string {
  return `the recording's format is version ${String(version)}, newer than this program knows; what it does not know is left out`;
}

async function* readLines(path: string, ahead: readonly Line[], lines: AsyncIterable<Line>): AsyncGenerator<Line, void, undefined> {
  yield* ahead;
  try {
    yield* lines;
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* decoded(
  lines: AsyncIterable<Line>,
  header: RecordingHeader,
  problems: string[],
  place: Place,
): AsyncGenerator<Observation, void, undefined> {
  let damaged = 0;
  let last = 0;
  let useless = 0;
  for await (const { text, number, ended, tooLong, length } of lines) {
    const isUseless = tooLong || text === '';
    if (isUseless && (useless += length + COST_OF_LINE) > MOST_USELESS) {
      problems.push(
        `line ${String(number)} and what follows is not read: so much of it is no observation that it was made to keep programs busy`,
      );
      return;
    }
    if (text === '' && !tooLong) continue;
    const line = tooLong ? ({ ok: false, why: 'it is too long' } as const) : decodeObservation(text);
    if (line.ok) {
      const { observation } = line;
      if (place.hasResumed && observation.sequence <= last) continue;
      place.hasResumed = false;
      last = Math.max(last, observation.sequence);
      yield observation;
    } else if (text.startsWith(HEADER_BEGINNING) && number > 1) {
      const other = decodeHeader(text);
      // Read again from the beginning, because of a damage.
      if (place.hasResumed && other.ok && isDeepStrictEqual(other.header, header)) continue;
      if (!other.ok || other.header.recording === undefined || other.header.recording !== header.recording) {
        problems.push(`line ${String(number)} begins another recording, which is left out; divide the file before that line`);
        return;
      }
      // Parts of one recording, one behind the other; each begins with what was known already.
      place.hasResumed = true;
    } else if (!ended) problems.push(`line ${String(number)}, the last, was cut and is left out`);
    else {
      if (!('unknown' in line)) place.damages += 1;
      else if (line.unknown > last) {
        place.unknown += 1;
        last = line.unknown;
      }
      if (++damaged <= NAMED_PROBLEMS) problems.push(`line ${String(number)} is left out: ${line.why}`);
    }
  }
  if (damaged > NAMED_PROBLEMS) problems.push(`${String(damaged - NAMED_PROBLEMS)} more damaged lines are left out`);
}

async function bytesOf(path: string, damage: DamageListener): Promise<AsyncIterable<Buffer>> {
  const head = await headOf(path);
  if (head[0] === 0x1f && head[1] === 0x8b) return inflateFile(path, damage);
  const foreign = foreignFile(head);
  if (foreign !== undefined) throw new KnownError(`${path} is no recording: ${foreign}`);
  return createReadStream(path);
}

/** The first bytes; a pipe or device, which may block, is not opened. */
async function headOf(path: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      const what = found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
      throw new KnownError(`${path} is ${what}, not a file; give the path of a recording`);
    }
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof KnownError) throw error;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): KnownError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new KnownError(`there is no file ${path}; give the path of a recording`);
  return new KnownError(`${path} cannot be read (${message}); give the path of a recording that this user may read`);
}
