/**
 * A table whose keys come from outside: of the host, a recording, a command line. It has no prototype, so that `constructor` is in it only where it was put there.
 */
export function table<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
