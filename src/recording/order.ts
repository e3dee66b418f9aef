import { closeSync, constants as files, lstatSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { partBase } from './file-name.ts';
import { decodeHeader } from './format.ts';

/** Files of earlier recordings in the order in which those were begun. */
interface Ordered {
  /** Oldest first; those that do not tell come first, in the order in which they were given. */
  readonly paths: readonly string[];
  /** The highest number of a recording; 0 when none tells. */
  readonly last: number;
}

const HEAD_BYTES = 4096;
const MOST_PLAIN_BYTES = 8 * 1024 * 1024;

/** Puts files of earlier recordings, given part by part, into the order of the numbers that the recordings have: a clock, and so the time in a name, may have been wrong. */
export function inOrder(paths: readonly string[]): Ordered {
  const runs = new Map<string, number>();
  const runOf = (path: string): number => {
    const name = partBase(path);
    const run = runs.get(name) ?? runIn(path);
    runs.set(name, run);
    return run;
  };
  const known = paths.map((path, index) => ({ path, index, run: runOf(path) })).sort((a, b) => a.run - b.run || a.index - b.index);
  return { paths: known.map(({ path }) => path), last: known[known.length - 1]?.run ?? 0 };
}

/** What the header of a file tells; 0 when it tells nothing. */
function runIn(path: string): number {
  try {
    const [line = ''] = plain(headOf(path)).toString('utf8').split('\n', 1);
    const read = decodeHeader(line);
    return read.ok ? (read.header.run ?? 0) : 0;
  } catch {
    return 0;
  }
}

/** The first bytes of a file; of anything else, which may block or be changed by reading it, none. */
function headOf(path: string): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  if (!lstatSync(path).isFile()) return head.subarray(0, 0);
  const file = openSync(path, files.O_RDONLY | files.O_NOFOLLOW | files.O_NONBLOCK);
  try {
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

/** The header stands in the first block, which may be cut here. */
function plain(head: Buffer): Buffer {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
  return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_PLAIN_BYTES });
}
