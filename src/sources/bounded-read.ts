import { closeSync, openSync, readSync } from 'node:fs';

/** So much is always read: it takes a fraction of a ms, unless somebody else has the processor. */
const ALWAYS_BYTES = 256 * 1024;
const chunk = Buffer.alloc(256 * 1024);

/** As much of a file of /proc as can be read until `deadline` (ms of performance.now()), and whether that is all; undefined when it cannot be read. */
export function readUntil(path: string, deadline: number): { readonly text: string; readonly isWhole: boolean } | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const parts: Buffer[] = [];
    let isWhole = false;
    let bytes = 0;
    do {
      const length = readSync(file, chunk, 0, chunk.length, null);
      isWhole = length === 0;
      bytes += length;
      parts.push(Buffer.from(chunk.subarray(0, length)));
    } while (!isWhole && (bytes < ALWAYS_BYTES || performance.now() < deadline));
    return { text: Buffer.concat(parts).toString('utf8'), isWhole };
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
