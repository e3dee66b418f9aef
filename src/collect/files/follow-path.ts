import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import { isRemote } from './checks/remote-mounts.ts';

/** Where a path leads: the file, or the deepest existing folder and the rest of the path that does not exist below it. */
export type Followed =
  | { readonly end: 'found'; readonly real: string; readonly stats: Stats }
  | { readonly end: 'missing'; readonly folder: string; readonly rest: readonly string[] }
  | { readonly end: 'unreadable' };

const MAX_LINKS = 40;

/**
 * Follows an absolute path and its links below `root`, as a process whose root that is would. Folders on the network and automounts are not entered: a
 * server that does not answer would block this program.
 */
export function followPath(path: string, root: string): Followed {
  let done = '/';
  let stats: Stats | undefined;
  const ahead = partsOf(path);
  for (let links = 0; ahead.length > 0;) {
    const part = ahead.shift() ?? '';
    const next = posix.join(done, part);
    const onHost = join(root, next);
    if (isRemote(onHost)) return { end: 'unreadable' };
    try {
      stats = lstatSync(onHost);
      if (stats.isSymbolicLink()) {
        links += 1;
        if (links > MAX_LINKS) return { end: 'unreadable' };
        const target = readlinkSync(onHost);
        ahead.unshift(...partsOf(target));
        if (target.startsWith('/')) done = '/';
        continue;
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === 'ENOENT' || code === 'ENOTDIR' ? { end: 'missing', folder: done, rest: [part, ...ahead] } : { end: 'unreadable' };
    }
    if (!stats.isDirectory() && ahead.length > 0) return { end: 'missing', folder: posix.dirname(next), rest: [part, ...ahead] };
    done = next;
  }
  try {
    return { end: 'found', real: join(root, done), stats: stats?.isSymbolicLink() === false ? stats : lstatSync(join(root, done)) };
  } catch {
    return { end: 'unreadable' };
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
