import { posix } from 'node:path';
import { openDisk, type Disk } from '../disk/disk.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { JournalPlace } from './query.ts';

const FOLDERS = ['/var/log/journal', '/run/log/journal'];
/** More files than journald keeps. */
const MAX_FILES = 4096;
/** A file that is not there, in a folder in which nobody can make one. */
const NOTHING = '/proc/self/no.journal';

/**
 * The journal under another root. Where a folder or file of it is a link, journalctl would follow that to this host's files: then it is given the files themselves, as the links mean them
 * there, and none that lies outside.
 */
export function placeBelow(root: string, scope: ManagerScope): JournalPlace {
  const disk = openDisk(root);
  const found = FOLDERS.map((folder) => journalFiles(disk, folder, true));
  if (found.every(({ isPlain }) => isPlain)) return { scope, root };
  const files = [...new Set(found.flatMap(({ paths }) => paths))].slice(0, MAX_FILES).map(disk.shown);
  return { scope, files: files.length === 0 ? [NOTHING] : files };
}

interface JournalFiles {
  readonly paths: readonly string[];
  /** Whether no link leads to them. */
  readonly isPlain: boolean;
}

/** The files of a folder and of the folders in it, one for each machine. */
function journalFiles(disk: Disk, folder: string, isTop: boolean): JournalFiles {
  const at = disk.look(folder);
  if (at.end !== 'found') return { paths: [], isPlain: at.end === 'missing' && posix.join(at.folder, ...at.rest) === folder };
  const inside = disk.entries(folder).map(({ name, isLink, isFolder }): JournalFiles => {
    const path = `${at.path}/${name}`;
    if (!/\.journal~?$/.test(name)) {
      if (!isTop || !(isFolder || isLink)) return { paths: [], isPlain: true };
      const below = journalFiles(disk, path, false);
      return { ...below, isPlain: below.isPlain && !isLink };
    }
    const file = disk.look(path);
    return { paths: file.end === 'found' && file.stats.isFile() ? [file.path] : [], isPlain: !isLink };
  });
  return { paths: inside.flatMap(({ paths }) => paths), isPlain: at.path === folder && inside.every(({ isPlain }) => isPlain) };
}
