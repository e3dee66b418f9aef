import { constants, deflateRawSync } from 'node:zlib';
import { crcOf } from './crc.ts';
import type { LineWriter } from './line-sink.ts';
import type { AppendedFile } from './new-file.ts';

const BLOCK_BYTES = 64 * 1024;
const FLUSH_MS = 1000;
/** How far deflate looks back. */
const WINDOW_BYTES = 32 * 1024;
/** RFC 1952: the marks, deflate, no flags, no time, no hints, Unix. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
const NOTHING = Buffer.alloc(0);

/**
 * Compresses lines. They are in the file after a second or 64 KiB at the latest, so that a file cut by a crash is readable up to there; after each block of
 * 64 KiB the compression starts anew, so that what stands behind a damaged place can be read. At once, so that no more than a block ever waits, and the size is known: it counts what waits as if that
 * could not be compressed.
 */
export function gzipLines(file: AppendedFile): LineWriter & Pick<AppendedFile, 'size'> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  /** The end of what is in the block already. */
  let window: Buffer = NOTHING;
  let inBlock = 0;
  let crc = 0;
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  file.append(HEAD);

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waitingBytes === 0) return;
    const plain = Buffer.concat(waiting);
    const isFull = inBlock >= BLOCK_BYTES;
    const finishFlush = isFull ? constants.Z_FULL_FLUSH : constants.Z_SYNC_FLUSH;
    file.append(deflateRawSync(plain, window.length === 0 ? { finishFlush } : { finishFlush, dictionary: window }));
    crc = crcOf(plain, crc);
    length += plain.length;
    window = isFull ? NOTHING : Buffer.concat([window, plain]).subarray(-WINDOW_BYTES);
    if (isFull) inBlock = 0;
    waiting = [];
    waitingBytes = 0;
  };
  return {
    size: () => file.size() + waitingBytes,
    line(text) {
      const bytes = Buffer.from(`${text}\n`);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      inBlock += bytes.length;
      if (inBlock >= BLOCK_BYTES) flush();
      else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    close() {
      flush();
      const tail = Buffer.alloc(8);
      tail.writeUInt32LE(crc, 0);
      tail.writeUInt32LE(length % 2 ** 32, 4);
      file.append(Buffer.concat([deflateRawSync(NOTHING), tail]));
      file.close();
      return Promise.resolve();
    },
  };
}
