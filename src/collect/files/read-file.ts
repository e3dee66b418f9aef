import type { Disk, How, TextFile } from '../disk/disk.ts';

const LIMIT_BYTES = 256 * 1024;

/** A text file of at most 256 KiB; undefined for what is larger, no regular file, not text, or may not be read. */
export function readTextFile(disk: Disk, path: string, how: How = {}): TextFile | undefined {
  const found = disk.readText(path, { ...how, most: LIMIT_BYTES });
  return found?.isWhole === true && !found.text.includes('\0') ? found : undefined;
}
