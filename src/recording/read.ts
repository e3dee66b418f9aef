import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import { KnownError } from '../errors.ts';
import type { Observation } from '../sources/observation.ts';
import { decodeHeader, decodeObservation } from './format.ts';
import type { RecordingHeader } from './format.ts';
import { linesOf } from './lines.ts';

/** A recording as far as it could be read; `problems` are sentences, each names the line. */
export interface Recording {
  readonly header: RecordingHeader;
  readonly observations: readonly Observation[];
  readonly problems: readonly string[];
}

/** More damaged lines than these are only counted. */
const NAMED_PROBLEMS = 10;

/**
 * Reads a recording, compressed or not (the first bytes tell). A last line that was cut, and lines that are damaged, are left out and named. Throws
 * KnownError when the file cannot be read or is no recording.
 */
export async function readRecording(path: string): Promise<Recording> {
  const problems: string[] = [];
  const observations: Observation[] = [];
  let header: RecordingHeader | undefined;
  let damaged = 0;
  for await (const { text, number, ended, tooLong } of linesOf(await bytesOf(path, problems))) {
    if (header === undefined) {
      const first = decodeHeader(text);
      if (!first.ok) throw new KnownError(`${path} is no recording: ${first.why}; \`whyalive record -w FILE\` makes one`);
      header = first.header;
      if (first.newerVersion !== undefined) {
        problems.push(
          `the recording's format is version ${first.newerVersion}, newer than this program knows; what it does not know is left out`,
        );
      }
      continue;
    }
    if (text === '' && !tooLong) continue;
    const line = tooLong ? ({ ok: false, why: 'it is too long' } as const) : decodeObservation(text);
    if (line.ok) observations.push(line.observation);
    else if (!ended) problems.push(`line ${number}, the last, was cut and is left out`);
    else if (++damaged <= NAMED_PROBLEMS) problems.push(`line ${number} is left out: ${line.why}`);
  }
  if (header === undefined) throw new KnownError(`${path} is empty, so it is no recording; \`whyalive record -w FILE\` makes one`);
  if (damaged > NAMED_PROBLEMS) problems.push(`${damaged - NAMED_PROBLEMS} more damaged lines are left out`);
  return { header, observations, problems };
}

async function bytesOf(path: string, problems: string[]): Promise<AsyncIterable<Buffer>> {
  const compressed = await isGzip(path);
  const file = createReadStream(path);
  if (!compressed) return file;
  // With a sync flush at the end, zlib gives what a cut file still holds instead of an error.
  const plain = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  file.on('error', (error) => plain.destroy(error));
  file.pipe(plain);
  return untilDamaged(plain, problems);
}

async function* untilDamaged(stream: AsyncIterable<Buffer>, problems: string[]): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    problems.push(`the compressed file is damaged (${(error as Error).message}); what comes behind that is lost`);
  }
}

async function isGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new KnownError(`there is no file ${path}; give the path of a recording`);
    throw new KnownError(`${path} cannot be read (${message}); give the path of a recording that this user may read`);
  }
}
