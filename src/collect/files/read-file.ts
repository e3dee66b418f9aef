import { closeSync, fstatSync, openSync, readSync, readdirSync, read } from 'node:fs';
import { attempt, withOpenFile } from '../attempt.ts';
import { followPath } from './follow-path.ts';
import { promisify } from 'node:util';

const LIMIT_BYTES = 256 * 1024;

/** A text file's content, and whether the file may be executed. */
interface TextFile {
  readonly text: string;
  readonly isExecutable: boolean;
}

/** Reads a text file of at most 256 KiB; undefined for what is larger, no regular file, not text, or may not be read. */
export function readTextFile(path: string): TextFile | undefined {
  return withOpenFile(path, (file) => {
    const found = fstatSync(file);
    if (found.size > LIMIT_BYTES) return undefined;
    const buffer = Buffer.alloc(found.size);
    const bytes = readSync(file, buffer, 0, buffer.length, 0);
    if (buffer.subarray(0, bytes).includes(0)) return undefined;
    return { text: buffer.toString('utf8', 0, bytes), isExecutable: (found.mode & 0o111) !== 0 };
  });
}

/**
 * The same of an absolute path as a process sees it whose root is `root`: links lead nowhere else. Undefined also for what lies on the network, where a server that
 * does not answer would block this program.
 */
export function readTextFileBelow(root: string | undefined, path: string): TextFile | undefined {
  const followed = followPath(path, root ?? '/');
  return followed.end === 'found' ? readTextFile(followed.real) : undefined;
}

/** The names in a folder, sorted; none where it cannot be read. */
export function namesInFolder(path: string): readonly string[] {
  return attempt(() => readdirSync(path).sort(), []);
}

const CHUNK_BYTES = 256 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
const readSome = promisify(read);

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
  const file = attempt(() => openSync(path, 'r'), undefined);
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
