import { posix } from 'node:path';
import type { PathCheckPayload } from '../../../model/observation.ts';
import type { Disk, Followed, How } from '../../disk/disk.ts';
import { globOf } from '../../../glob.ts';
import type { UnitFileIndex } from '../unit-file-index.ts';
import { nearNames } from './near-name.ts';
import { isHiddenFromHere } from './own-dev.ts';
import { defined } from '../../../defined.ts';

/** Where systemd looks for a program that is named without its folder (DEFAULT_PATH, src/basic/path-util.h). */
const PROGRAM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const MAX_NAMES = 20_000;
const MAX_NEAR = 3;
/** The number of folders that are looked through for one path. */
const MAX_FOLDERS = 32;
/** Units name these paths. */
const NAMED: How = { isNamed: true };
/** As much of a `#!` line as the kernel reads (BINPRM_BUF_SIZE). */
const FIRST_LINE_BYTES = 256;

/** The kind of file that is expected; only names of this kind are offered for a missing one. */
type Wanted = 'file' | 'directory';

/** What a path is on the host whose files these are: an absolute path, a pattern in its last part, or the bare name of a program. Reads and runs nothing. */
export function checkPath(path: string, wanted: Wanted, disk: Disk): PathCheckPayload {
  const base = { source: 'unit-files', kind: 'path-check', path } as const;
  if (!path.startsWith('/')) return { ...base, ...lookUpProgram(path, disk) };
  if (!disk.isElsewhere && isHiddenFromHere(path)) return { ...base, found: 'unreadable' };
  if (/[*?[]/.test(path)) return { ...base, ...matchPattern(path, disk) };
  const followed = disk.look(path, NAMED);
  return { ...base, ...describe(followed, disk), ...(followed.end === 'missing' ? offer(nearPaths(path, followed, wanted, disk)) : {}) };
}

/** Whether there is a file for a unit that another one names: `other` is a mask. Of a missing one, the names of units of its type that look like it. */
export function checkUnitName(unit: string, index: UnitFileIndex): PathCheckPayload {
  const base = { source: 'unit-files', kind: 'path-check', path: unit } as const;
  const found = index.find(unit);
  if (found !== undefined) return { ...base, found: found.masked ? 'other' : 'file' };
  const type = unit.slice(unit.lastIndexOf('.'));
  const names = index.names();
  if (!index.disk.spend(Math.min(names.length, MAX_NAMES))) return { ...base, found: 'unreadable' };
  const near = nearNames(
    unit.slice(0, -type.length),
    names.flatMap((name) => (name.endsWith(type) ? name.slice(0, -type.length) : [])),
  ).map((stem) => `${stem}${type}`);
  return { ...base, found: 'missing', ...offer(near) };
}

type Description = Omit<PathCheckPayload, 'source' | 'kind' | 'path'>;

function describe(followed: Followed, disk: Disk): Description {
  if (followed.end !== 'found') return { found: followed.end };
  const { stats, path } = followed;
  if (stats.isDirectory()) return { found: 'directory' };
  if (!stats.isFile()) return { found: 'other' };
  const line = firstLine(disk.readText(path, { ...NAMED, most: FIRST_LINE_BYTES })?.text ?? '');
  return defined({ found: 'file', executable: (stats.mode & 0o111n) !== 0n, interpreter: line });
}

/** The line behind `#!`. A carriage return at the end stays, because the kernel takes it as part of the name. */
function firstLine(text: string): string | undefined {
  return /^#![ \t]*([^\n]*?)[ \t]*(?:\n|$)/.exec(text)?.[1];
}

function lookUpProgram(name: string, disk: Disk): Description {
  const found = PROGRAM_FOLDERS.map((folder) => describe(disk.look(`${folder}/${name}`, NAMED), disk));
  const best =
    found.find(({ found: what, executable }) => what === 'file' && executable === true) ?? found.find((one) => one.found === 'file');
  if (best !== undefined) return best;
  if (found.some((one) => one.found === 'unreadable')) return { found: 'unreadable' };
  const near = nearNames(name, new Set(PROGRAM_FOLDERS.flatMap((folder) => namesIn(folder, disk))));
  return { found: 'missing', ...offer(near.flatMap((other) => wholePath(other, disk))) };
}

function wholePath(name: string, disk: Disk): string[] {
  return PROGRAM_FOLDERS.map((folder) => `${folder}/${name}`)
    .filter((path) => isThere(path, 'file', disk))
    .slice(0, 1);
}

function matchPattern(path: string, disk: Disk): Description {
  const folder = posix.dirname(path);
  if (/[*?[]/.test(folder)) return { found: 'unreadable' };
  const followed = disk.look(folder, NAMED);
  if (followed.end !== 'found') return { found: followed.end };
  const pattern = posix.basename(path);
  const isHidden = (name: string): boolean => name.startsWith('.') && !pattern.startsWith('.');
  const glob = globOf(pattern, { escapes: true });
  if (glob.isOdd) return { found: 'unreadable' };
  return { found: namesIn(folder, disk).some((name) => !isHidden(name) && glob.matches(name)) ? 'file' : 'missing' };
}

/** Existing paths that resemble the missing one: the same name in another folder of programs, or a path with a typing error. */
function nearPaths(path: string, missing: Followed & { end: 'missing' }, wanted: Wanted, disk: Disk): string[] {
  const alike = descend(missing.folder, missing.rest, wanted, disk, { folders: MAX_FOLDERS }).filter((other) => other !== path);
  const elsewhere = wanted === 'file' && /\/s?bin\//.test(path) ? wholePath(posix.basename(path), disk) : [];
  return [...new Set([...alike, ...elsewhere])].slice(0, MAX_NEAR);
}

/** As `left` allows: the names that look alike lead to folders with names that look alike. */
function descend(folder: string, rest: readonly string[], wanted: Wanted, disk: Disk, left: { folders: number }): string[] {
  const [name, ...deeper] = rest;
  if (name === undefined) return isThere(folder, wanted, disk) ? [folder] : [];
  left.folders -= 1;
  if (left.folders < 0) return [];
  const exact = posix.join(folder, name);
  if (deeper.length > 0 && isThere(exact, 'directory', disk)) return descend(exact, deeper, wanted, disk, left);
  return nearNames(name, namesIn(folder, disk)).flatMap((other) => descend(posix.join(folder, other), deeper, wanted, disk, left));
}

function isThere(path: string, wanted: Wanted, disk: Disk): boolean {
  const followed = disk.look(path, NAMED);
  return followed.end === 'found' && (wanted === 'directory' ? followed.stats.isDirectory() : followed.stats.isFile());
}

function offer(near: readonly string[]): Pick<Description, 'near'> {
  return near.length === 0 ? {} : { near };
}

/** The names in a folder; of a huge one only as many as can be compared quickly. */
function namesIn(folder: string, disk: Disk): readonly string[] {
  return disk.names(folder, { ...NAMED, most: MAX_NAMES });
}
