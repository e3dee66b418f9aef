import { closeSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';

const CHUNK_BYTES = 256 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
const readSome = promisify(read);

/** The beginning of a file of /proc, and whether that is all of it. */
export interface BoundedText {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * Reads a file of /proc, at most 4 MiB of it; undefined when it cannot be read. It is opened before this returns, and the kernel makes its text on another processor
 * while the caller goes on.
 */
export function beginRead(path: string): Promise<BoundedText | undefined> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return Promise.resolve(undefined);
  }
  return readAll(file)
    .catch(() => undefined)
    .finally(() => closeSync(file));
}

async function readAll(file: number): Promise<BoundedText> {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < MOST_BYTES;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await readSome(file, chunk, 0, chunk.length, null);
    if (bytesRead === 0) return { text: Buffer.concat(parts).toString('utf8'), isWhole: true };
    parts.push(Buffer.from(chunk.subarray(0, bytesRead)));
    bytes += bytesRead;
  }
  return { text: Buffer.concat(parts).toString('utf8'), isWhole: false };
}
