import { closeSync, constants, fstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { followPath } from './follow-path.ts';

const LIMIT_BYTES = 256 * 1024;

/** A text of the disk, and whether the file may be executed. */
export interface TextFile {
  readonly text: string;
  readonly isExecutable: boolean;
}

/** Reads a text file of at most 256 KiB; undefined for what is larger, no regular file, not text, or may not be read. Opened without blocking: a pipe must not hang us. */
export function readTextFile(path: string): TextFile | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = fstatSync(file);
    if (!found.isFile() || found.size > LIMIT_BYTES) return undefined;
    const buffer = Buffer.alloc(found.size);
    const bytes = readSync(file, buffer, 0, buffer.length, 0);
    if (buffer.subarray(0, bytes).includes(0)) return undefined;
    return { text: buffer.toString('utf8', 0, bytes), isExecutable: (found.mode & 0o111) !== 0 };
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * The same of an absolute path as a process sees it whose root is `root`: links lead nowhere else. Undefined also for what lies on the network, where a server that
 * is away would hold us up.
 */
export function readTextFileBelow(root: string | undefined, path: string): TextFile | undefined {
  const followed = followPath(path, root ?? '/');
  return followed.end === 'found' ? readTextFile(followed.real) : undefined;
}

/** The names in a folder, sorted; none where it cannot be read. */
export function namesInFolder(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}
