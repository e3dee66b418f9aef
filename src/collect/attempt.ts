import { closeSync, constants, openSync, readFileSync } from 'node:fs';

/** What `look` gives; `otherwise` when it throws: what is looked at may be gone by now, or closed to this user. */
export function attempt<T, U>(look: () => T, otherwise: U): T | U {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/** What `read` makes of a file; undefined when it cannot be opened or read. Opened without blocking, because a pipe must not hang this program. */
export function withOpenFile<T>(path: string, read: (file: number) => T): T | undefined {
  return attempt(() => {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return read(file);
    } finally {
      closeSync(file);
    }
  }, undefined);
}

/** A file of the system as it is, however long; empty where it cannot be read. */
export function textOf(path: string): string {
  return attempt(() => readFileSync(path, 'utf8'), '');
}
