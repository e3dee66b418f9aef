import { closeSync, constants, openSync, opendirSync, readSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { attempt } from '../attempt.ts';
import { readMounts, type Mounts } from './mounts.ts';
import { lookDirectly, walk, type Followed, type Ground, type Use } from './walk.ts';

export type { Followed } from './walk.ts';

/** How a path is followed. */
export interface How {
  /** Others chose the path, and not systemd or this program: nothing on the network is entered, as with all paths below another root. */
  readonly isNamed?: boolean;
  /** A link at its end is looked at, not followed. */
  readonly keepsLink?: boolean;
  /** As much as is read, in bytes of a file or names of a folder. */
  readonly most?: number;
}

/** The beginning of a regular file. */
export interface TextFile {
  readonly text: string;
  readonly isExecutable: boolean;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/** A name in a folder. */
interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/**
 * The files of a system: of the running one, or those under another root, out of which no path and no link leads. All paths are as seen from that root. This is the only way in which files that
 * others may have made are read: each is looked at before it is opened, only regular files are, never waiting, and all that is read at one look is bounded.
 */
export interface Disk {
  /** Whether it is another system's. */
  readonly isElsewhere: boolean;
  /** The path as it is seen from here. */
  shown(path: string): string;
  /** Where a path leads to. Nothing is opened for reading. */
  look(path: string, how?: How): Followed;
  exists(path: string): boolean;
  /** The text of a regular file, cut after `most` bytes (1 MiB); undefined when it is none, or may not be read. */
  readText(path: string, how?: How): TextFile | undefined;
  /** What stands in a folder, by name; of a huge one, only a part. Nothing where it may not be read. */
  entries(path: string, how?: How): readonly Entry[];
  names(path: string, how?: How): readonly string[];
  /** What a link says; undefined for what is none. */
  linkTarget(path: string): string | undefined;
  /** Takes steps from the budget for what is done with what was read; false when nothing is left. */
  spend(steps: number): boolean;
  /** Whether there was more than is read at one look. */
  isExhausted(): boolean;
}

/** What is read at one look, beyond what any real system holds: names looked at, and bytes. */
const BUDGET = { steps: 1_000_000, bytes: 128 * 1024 * 1024 };
const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_NAMES = 65_536;
/** Opened without blocking, because a lease on a file must not hang this program. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** The running system's files, or those under `root`, for one look: its budget is not renewed. */
export function openDisk(root?: string, budget: { readonly steps: number; readonly bytes: number } = BUDGET): Disk {
  const base = root === undefined ? '/' : attempt(() => realpathSync(root), resolve(root));
  const left = { ...budget };
  let isExhausted = false;
  let mounts: Mounts | undefined;
  const mounted = (): Mounts => (mounts ??= readMounts());
  const take = (what: 'steps' | 'bytes', count: number): boolean => {
    left[what] -= count;
    if (left[what] < 0) isExhausted = true;
    return left[what] >= 0;
  };
  const ground: Ground = {
    root: base,
    isRemote: (path) => mounted().isRemote(join(base, path)),
    spend: (steps) => take('steps', steps),
  };
  const follow = (path: string, { isNamed = false, keepsLink = false }: How, use: Use): Followed => {
    if (path.includes('\0')) return { end: 'unreadable' };
    return root === undefined && !isNamed ? lookDirectly(path, keepsLink, use) : walk(ground, path, keepsLink, use);
  };
  const look = (path: string, how: How = {}): Followed => follow(path, how, () => undefined);

  function readText(path: string, how: How = {}): TextFile | undefined {
    let read: TextFile | undefined;
    follow(path, how, (file, stats) => {
      const most = Math.min(Number(stats.size), how.most ?? MAX_TEXT_BYTES);
      if (!stats.isFile() || mounted().isKernel(stats.dev) || !take('bytes', most)) return;
      const text = readBeginning(file, most);
      if (text !== undefined) read = { text, isExecutable: (stats.mode & 0o111n) !== 0n, isWhole: stats.size <= BigInt(most) };
    });
    return read;
  }

  function entries(path: string, how: How = {}): readonly Entry[] {
    const found: Entry[] = [];
    follow(path, how, (file, stats) => {
      if (!stats.isDirectory()) return;
      attempt(() => {
        const most = how.most ?? MAX_NAMES;
        for (const entry of entriesOf(file)) {
          if (found.length === most && how.most === undefined) isExhausted = true;
          if (found.length === most || !take('steps', 1)) break;
          found.push(entry);
        }
      }, undefined);
    });
    return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  return {
    isElsewhere: root !== undefined,
    shown: (path) => (root === undefined ? path : join(root, path)),
    look,
    exists: (path) => look(path).end === 'found',
    readText,
    entries,
    names: (path, how) => entries(path, how).map(({ name }) => name),
    linkTarget(path) {
      const found = look(path, { keepsLink: true });
      return found.end === 'found' ? found.target : undefined;
    },
    spend: ground.spend,
    isExhausted: () => isExhausted,
  };
}

/** What was looked at is what is opened, as others may put something else in its place meanwhile. */
function readBeginning(seen: number, most: number): string | undefined {
  return attempt(() => {
    const file = openSync(`/proc/self/fd/${String(seen)}`, READ);
    try {
      const buffer = Buffer.allocUnsafe(most);
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, most, 0));
    } finally {
      closeSync(file);
    }
  }, undefined);
}

function* entriesOf(folder: number): Generator<Entry> {
  const open = opendirSync(`/proc/self/fd/${String(folder)}`, { bufferSize: 512 });
  try {
    for (let entry = open.readSync(); entry !== null; entry = open.readSync())
      yield { name: entry.name, isFolder: entry.isDirectory(), isLink: entry.isSymbolicLink() };
  } finally {
    open.closeSync();
  }
}
