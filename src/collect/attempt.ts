import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** What `look` gives; `otherwise` when it throws: what is looked at may be gone by now, or closed to this user. */
export function attempt<T, U>(look: () => T, otherwise: U): T | U {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/** O_PATH of open(2), which Node does not name: what is opened so can be looked at, and a device notices nothing. */
const O_PATH = 0o10000000;

/**
 * What `read` makes of a regular file; undefined when it is none, or cannot be opened or read. It is looked at before it is opened, as opening alone makes a watchdog run or a
 * tape wind; and what was looked at is what is opened, as others may put something else in its place meanwhile.
 */
export function withOpenFile<T>(path: string, read: (file: number) => T): T | undefined {
  return attempt(
    () => whileOpen(path, O_PATH, (seen) => (fstatSync(seen).isFile() ? whileOpen(`/proc/self/fd/${seen}`, READ, read) : undefined)),
    undefined,
  );
}

/** Opened without blocking, because a pipe must not hang this program. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** The same of a file of /proc, which need not be looked at first, and whose process may be gone a moment later. */
export function withProcFile<T>(path: string, read: (file: number) => T): T | undefined {
  return attempt(() => whileOpen(path, READ, read), undefined);
}

function whileOpen<T>(path: string, flags: number, use: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** A file of the system as it is, however long; empty where it cannot be read. */
export function textOf(path: string): string {
  return attempt(() => readFileSync(path, 'utf8'), '');
}
