import { closeSync, constants, fstatSync, openSync, readlinkSync, type BigIntStats } from 'node:fs';
import { attempt } from '../attempt.ts';
import { defined } from '../../defined.ts';

/** Where a path leads, below the root: the file (of a link that was not followed also what it says), or the deepest existing folder and the rest of the path that does not exist below it. */
export type Followed =
  | { readonly end: 'found'; readonly path: string; readonly stats: BigIntStats; readonly target?: string }
  | { readonly end: 'missing'; readonly folder: string; readonly rest: readonly string[] }
  | { readonly end: 'unreadable' };

/** What is done with a file where a path ends, which is open to be looked at (O_PATH), not to be read. */
export type Use = (file: number, stats: BigIntStats) => void;

/** Where a walk begins, and what it must not enter. */
export interface Ground {
  readonly root: string;
  /** Whether a mount may keep who enters waiting; the path is below the root. */
  isRemote(path: string): boolean;
  /** Takes a step from what is left of the budget; false when nothing is. */
  spend(steps: number): boolean;
}

/** O_PATH of open(2), which Node does not name: what is opened so can be looked at, and a device notices nothing. */
const O_PATH = 0o10000000;
const LOOK = O_PATH | constants.O_NOFOLLOW;

/** As the kernel (PATH_MAX, MAXSYMLINKS); and no walk is longer than any that it would do on a real system. */
const MAX_LENGTH = 4096;
const MAX_LINKS = 40;
const MAX_STEPS = 4096;

const UNREADABLE: Followed = { end: 'unreadable' };

/**
 * Follows an absolute path and its links below the root of `ground`, as a process whose root that is would: one name after the other, each looked at in the folder that was opened before it, so
 * that nothing put in its place meanwhile leads out. Folders on the network and automounts are not entered: a server that does not answer would block this program.
 */
export function walk(ground: Ground, path: string, keepsLink: boolean, use: Use): Followed {
  if (path.length > MAX_LENGTH) return UNREADABLE;
  // The next name is the last one, because taking the first of many costs as many steps.
  const ahead = partsOf(path).reverse();
  let done: string[] = [];
  let links = 0;
  let folder: number | undefined;
  let target: string | undefined;
  const enter = (next: number | undefined): void => {
    if (folder !== undefined) closeSync(folder);
    folder = next;
  };
  try {
    for (let steps = 0; steps < MAX_STEPS && ground.spend(1); steps += 1) {
      folder ??= openSync(ground.root, O_PATH | constants.O_DIRECTORY);
      const part = ahead.pop();
      if (part === undefined) return found(folder, done, use, target);
      if (part === '..') {
        ahead.push(...done.slice(0, -1).reverse());
        done = [];
        enter(undefined);
        continue;
      }
      if (ground.isRemote(`/${[...done, part].join('/')}`)) return UNREADABLE;
      const name = `/proc/self/fd/${String(folder)}/${part}`;
      const file = openOrCode(name);
      if (typeof file !== 'number') return isAbsence(file) ? missing(done, part, ahead) : UNREADABLE;
      const stats = fstatSync(file);
      const isLast = ahead.length === 0;
      const says = stats.isSymbolicLink() ? attempt(() => readlinkSync(name), '') : undefined;
      if (says !== undefined && !(isLast && keepsLink)) {
        closeSync(file);
        links += 1;
        if (says === '' || links > MAX_LINKS) return UNREADABLE;
        ahead.push(...partsOf(says).reverse());
        if (!says.startsWith('/')) continue;
        done = [];
        enter(undefined);
      } else if (!stats.isDirectory() && !isLast) {
        closeSync(file);
        return missing(done, part, ahead);
      } else {
        enter(file);
        done.push(part);
        target = says;
      }
    }
    return UNREADABLE;
  } catch (error) {
    return isAbsence((error as NodeJS.ErrnoException).code) ? missing(done, undefined, ahead) : UNREADABLE;
  } finally {
    enter(undefined);
  }
}

/** Looks where the kernel follows a path of the running system to: its own folders, which systemd reads as well, wherever they are mounted from. */
export function lookDirectly(path: string, keepsLink: boolean, use: Use): Followed {
  const file = openOrCode(path, keepsLink ? LOOK : O_PATH);
  if (typeof file !== 'number') return isAbsence(file) ? missing([], undefined, partsOf(path).reverse()) : UNREADABLE;
  try {
    return found(file, partsOf(path), use, keepsLink ? attempt(() => readlinkSync(path), undefined) : undefined);
  } catch {
    return UNREADABLE;
  } finally {
    closeSync(file);
  }
}

function found(file: number, done: readonly string[], use: Use, target: string | undefined): Followed {
  const stats = fstatSync(file, { bigint: true });
  use(file, stats);
  return defined({ end: 'found' as const, path: `/${done.join('/')}`, stats, target });
}

function missing(done: readonly string[], part: string | undefined, ahead: readonly string[]): Followed {
  return { end: 'missing', folder: `/${done.join('/')}`, rest: [...(part === undefined ? [] : [part]), ...[...ahead].reverse()] };
}

function openOrCode(path: string, flags = LOOK): number | string | undefined {
  try {
    return openSync(path, flags);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

function isAbsence(code: string | undefined): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
