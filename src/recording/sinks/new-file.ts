import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { KnownError } from '../../errors.ts';

/** A file that is only ever added to. A write that fails is not lost: its bytes wait, and nothing else may be added until they are written. */
export interface AppendedFile {
  /** Adds bytes, behind those that wait. */
  append(bytes: Buffer): void;
  /** Tries to write what waits; true when nothing waits any more. */
  retry(): boolean;
  /** Why bytes wait, e.g. `ENOSPC: no space left on device`; undefined when none do. */
  failure(): string | undefined;
  /** Bytes in the file. */
  size(): number;
  /** Whether nobody can read it any more, because its last name was removed. */
  isRemoved(): boolean;
  /** Tries to write what waits a last time. */
  close(): void;
}

/** Makes a file that only its owner may read, because argv and logs may hold secrets. Throws KnownError when it is there already or cannot be made. */
export function createNewFile(path: string): AppendedFile {
  const file = openNew(path);
  let waiting: Buffer = Buffer.alloc(0);
  let failure: string | undefined;
  let size = 0;
  let isOpen = true;
  const write = (): void => {
    failure = undefined;
    try {
      while (waiting.length > 0) {
        const done = writeSync(file, waiting);
        size += done;
        waiting = waiting.subarray(done);
      }
    } catch (error) {
      failure = (error as Error).message.replace(/, write$/, '');
    }
  };
  return {
    append(bytes) {
      waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
      if (failure === undefined) write();
    },
    retry() {
      write();
      return failure === undefined;
    },
    failure: () => failure,
    size: () => size,
    isRemoved: () => isOpen && fstatSync(file).nlink === 0,
    close() {
      if (!isOpen) return;
      write();
      isOpen = false;
      closeSync(file);
    },
  };
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new KnownError(`${path} exists already and is not overwritten; give -w another name or remove it`);
    if (code === 'ENOENT') throw new KnownError(`${path} cannot be written, because its folder does not exist; make the folder first`);
    throw new KnownError(`${path} cannot be written (${message}); give -w a place where this user may write`);
  }
}
