import { closeSync, constants, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { attempt } from '../attempt.ts';

/** Opened without blocking. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;
const CHUNK_BYTES = 256 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
const readSome = promisify(read);

/** What `read` makes of a file of /proc, whose process may be gone a moment later; undefined when it cannot be opened or read. */
export function withProcFile<T>(path: string, read: (file: number) => T): T | undefined {
  return attempt(() => {
    const file = openSync(path, READ);
    try {
      return read(file);
    } finally {
      closeSync(file);
    }
  }, undefined);
}

/** The text of a file of the kernel, which is generated while it is read, at most `most` bytes of it. */
export function readKernelFile(path: string, most = CHUNK_BYTES): string | undefined {
  return withProcFile(path, (file) => {
    const parts: Buffer[] = [];
    for (let left = most; left > 0;) {
      const chunk = Buffer.allocUnsafe(Math.min(left, CHUNK_BYTES));
      const bytes = readSync(file, chunk, 0, chunk.length, null);
      if (bytes === 0) break;
      parts.push(chunk.subarray(0, bytes));
      left -= bytes;
    }
    return Buffer.concat(parts).toString('utf8');
  });
}

/** The beginning of a file of /proc, and whether that is all of it. */
interface BoundedText {
  readonly text: string;
  readonly isComplete: boolean;
}

/**
 * Reads a file of /proc, at most 4 MiB of it; undefined when it cannot be read. It is opened before this returns, and the kernel generates its text on another processor
 * while the caller continues.
 */
export function beginRead(path: string): Promise<BoundedText | undefined> {
  const file = attempt(() => openSync(path, READ), undefined);
  if (file === undefined) return Promise.resolve(undefined);
  return readAll(file)
    .catch(() => undefined)
    .finally(() => closeSync(file));
}

async function readAll(file: number): Promise<BoundedText> {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < MAX_BYTES;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await readSome(file, chunk, 0, chunk.length, null);
    if (bytesRead === 0) return { text: Buffer.concat(parts).toString('utf8'), isComplete: true };
    parts.push(Buffer.from(chunk.subarray(0, bytesRead)));
    bytes += bytesRead;
  }
  return { text: Buffer.concat(parts).toString('utf8'), isComplete: false };
}
