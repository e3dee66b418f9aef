import { constants, createGzip } from 'node:zlib';
import type { LineWriter } from './line-sink.ts';
import type { AppendedFile } from './new-file.ts';

const BLOCK_BYTES = 64 * 1024;
const FLUSH_MS = 1000;

/**
 * Compresses lines. They are in the file after a second or 64 KiB at the latest, so that a file cut by a crash is readable up to there; after each block of
 * 64 KiB the compression starts anew, so that what stands behind a damaged place can be read.
 */
export function gzipLines(file: AppendedFile): LineWriter {
  const gzip = createGzip();
  let waiting = 0;
  let inBlock = 0;
  let timer: NodeJS.Timeout | undefined;
  gzip.on('data', (bytes: Buffer) => file.append(bytes));
  const flush = (kind: number): void => {
    clearTimeout(timer);
    timer = undefined;
    waiting = 0;
    gzip.flush(kind);
  };
  return {
    line(text) {
      const bytes = Buffer.from(`${text}\n`);
      gzip.write(bytes);
      waiting += bytes.length;
      inBlock += bytes.length;
      if (inBlock >= BLOCK_BYTES) {
        inBlock = 0;
        flush(constants.Z_FULL_FLUSH);
      } else timer ??= setTimeout(() => waiting > 0 && flush(constants.Z_SYNC_FLUSH), FLUSH_MS).unref();
    },
    close: () =>
      new Promise((resolve) => {
        clearTimeout(timer);
        gzip.on('end', () => {
          file.close();
          resolve();
        });
        gzip.end();
      }),
  };
}
