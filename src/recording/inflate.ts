import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { constants, createGunzip, createInflateRaw } from 'node:zlib';

/** Receives damages: what could not be unpacked, and whether reading continues after it. */
export interface DamageListener {
  damaged(sentence: string): void;
  /** The next bytes come after a damage; they may repeat bytes that were passed on already. */
  resumed(): void;
}

const CHUNK_BYTES = 16 * 1024;
/** The output of a chunk up to its damage is lost, so chunks around a damage are small. */
const SMALL_CHUNK_BYTES = 64;
const REDONE_BYTES = 256 * 1024;
/** What a flush of deflate ends with, and how a member of a gzip file begins. */
const FLUSH_MARK = Buffer.from([0, 0, 0xff, 0xff]);
const MEMBER_MARK = Buffer.from([0x1f, 0x8b, 0x08]);
/** NULs stand for the data before the place at which unpacking resumes: JSON holds none, so no line with them is taken for a complete one. */
const LOST_WINDOW = Buffer.alloc(32 * 1024);
const MAX_ATTEMPTS = 1000;
/** A recording unpacks to some twenty times its size. One that unpacks to more than this was made to fill a memory. */
const MOST_TIMES = 200;
const ALWAYS_BYTES = 64 * 1024 * 1024;

/**
 * Unpacks a gzip file. One that was cut gives what is still there; behind a damage it goes on at the next flush or member that can be read.
 * Failures of the disk are thrown.
 */
export async function* inflateFile(path: string, listener: DamageListener): AsyncGenerator<Buffer, void, undefined> {
  let begin: Beginning = { at: 0, isMember: true };
  let failure = yield* inflateFrom(path, begin, 0);
  if (failure === undefined) return;
  if (failure.at === Infinity) return listener.damaged(failure.why);
  listener.damaged(`the compressed file is damaged near its byte ${String(failure.at)} (${failure.why})`);
  let next: Beginning | undefined = begin;
  if (failure.at > REDONE_BYTES) next = await nextBeginning(path, failure.at - REDONE_BYTES);
  for (let attempt = 0; next !== undefined && attempt < MAX_ATTEMPTS; attempt += 1) {
    begin = next;
    listener.resumed();
    yield Buffer.from('\n');
    failure = yield* inflateFrom(path, begin, 2 * REDONE_BYTES);
    if (failure === undefined) return;
    if (failure.at === Infinity) return listener.damaged(failure.why);
    next = await nextBeginning(path, Math.max(failure.at, begin.at + 1));
  }
  listener.damaged('of the compressed file, nothing more could be read behind the damage');
}

/** A place in the file from which it may be possible to unpack. */
interface Beginning {
  readonly at: number;
  /** Whether a member of the file begins there, with its own head; else it is what follows a flush. */
  readonly isMember: boolean;
}

/** Thrown where a file unpacks to more than a recording can. */
class TooLarge extends Error {
  override readonly message = `the compressed file unpacks to more than ${String(MOST_TIMES)} times its size, as no recording does; what follows is not read`;
}

interface Failure {
  /** Not behind the damage, and at most a chunk before it; infinite when nothing behind it is to be read. */
  readonly at: number;
  readonly why: string;
}

async function* inflateFrom(
  path: string,
  { at, isMember }: Beginning,
  inSmallChunks: number,
): AsyncGenerator<Buffer, Failure | undefined, undefined> {
  const file = createReadStream(path, { start: at, highWaterMark: CHUNK_BYTES });
  // With a sync flush at the end, zlib gives what a cut file still holds instead of an error.
  const finishFlush = constants.Z_SYNC_FLUSH;
  const plain = isMember ? createGunzip({ finishFlush }) : createInflateRaw({ finishFlush, dictionary: LOST_WINDOW });
  let diskFailure: Error | undefined;
  file.on('error', (error) => {
    diskFailure = error;
    plain.destroy(error);
  });
  const pieces = inSmallChunks > 0 ? Readable.from(inPieces(file as AsyncIterable<Buffer>, inSmallChunks), { objectMode: false }) : file;
  pieces.on('error', (error: Error) => plain.destroy(error));
  pieces.pipe(plain);
  let unpacked = 0;
  try {
    for await (const chunk of plain) {
      unpacked += (chunk as Buffer).length;
      if (unpacked > ALWAYS_BYTES + MOST_TIMES * plain.bytesWritten) throw new TooLarge();
      yield chunk as Buffer;
    }
    return undefined;
  } catch (error) {
    if (error instanceof TooLarge) return { at: Infinity, why: error.message };
    if (diskFailure !== undefined) throw diskFailure;
    return { at: at + plain.bytesWritten, why: (error as Error).message };
  } finally {
    file.destroy();
    plain.destroy();
  }
}

/** Divides the given number of bytes at the beginning into small chunks. */
async function* inPieces(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer, void, undefined> {
  let done = 0;
  for await (const chunk of chunks) {
    const step = done < bytes ? SMALL_CHUNK_BYTES : chunk.length;
    for (let at = 0; at < chunk.length; at += step) yield chunk.subarray(at, at + step);
    done += chunk.length;
  }
}

/** The first place at or behind `from` from which it may be possible to unpack again. */
async function nextBeginning(path: string, from: number): Promise<Beginning | undefined> {
  const file = await open(path, 'r');
  try {
    const block = Buffer.alloc(64 * 1024);
    for (let position = from; ; position += block.length - FLUSH_MARK.length + 1) {
      const { bytesRead } = await file.read(block, 0, block.length, position);
      const read = block.subarray(0, bytesRead);
      const flush = read.indexOf(FLUSH_MARK);
      const member = read.indexOf(MEMBER_MARK);
      if (member >= 0 && (flush < 0 || member < flush)) return { at: position + member, isMember: true };
      if (flush >= 0) return { at: position + flush + FLUSH_MARK.length, isMember: false };
      if (bytesRead < block.length) return undefined;
    }
  } finally {
    await file.close();
  }
}
