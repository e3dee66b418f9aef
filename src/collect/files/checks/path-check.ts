import { opendirSync, readSync } from 'node:fs';
import { posix } from 'node:path';
import type { PathCheckPayload } from '../../../model/observation.ts';
import { withOpenFile } from '../../attempt.ts';
import { globOf } from '../../../glob.ts';
import { followPath, type Followed } from '../follow-path.ts';
import type { UnitFileIndex } from '../unit-file-index.ts';
import { nearNames } from './near-name.ts';
import { defined } from '../../../defined.ts';

/** Where systemd looks for a program that is named without its folder (DEFAULT_PATH, src/basic/path-util.h). */
const PROGRAM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const MAX_NAMES = 20_000;
const MAX_NEAR = 3;
/** As much of a `#!` line as the kernel reads (BINPRM_BUF_SIZE). */
const FIRST_LINE_BYTES = 256;

/** The kind of file that is expected; only names of this kind are offered for a missing one. */
type Wanted = 'file' | 'directory';

/** What a path is on the host whose root folder is `root`: an absolute path, a pattern in its last part, or the bare name of a program. Reads and runs nothing. */
export function checkPath(path: string, wanted: Wanted = 'file', root = '/'): PathCheckPayload {
  const base = { source: 'unit-files', kind: 'path-check', path } as const;
  if (!path.startsWith('/')) return { ...base, ...lookUpProgram(path, root) };
  if (/[*?[]/.test(path)) return { ...base, ...matchPattern(path, root) };
  const followed = followPath(path, root);
  return { ...base, ...describe(followed), ...(followed.end === 'missing' ? offer(nearPaths(path, followed, wanted, root)) : {}) };
}

/** Whether there is a file for a unit that another one names: `other` is a mask. Of a missing one, the names of units of its type that look like it. */
export function checkUnitName(unit: string, index: UnitFileIndex): PathCheckPayload {
  const base = { source: 'unit-files', kind: 'path-check', path: unit } as const;
  const found = index.find(unit);
  if (found !== undefined) return { ...base, found: found.masked ? 'other' : 'file' };
  const type = unit.slice(unit.lastIndexOf('.'));
  const near = nearNames(
    unit.slice(0, -type.length),
    index.names().flatMap((name) => (name.endsWith(type) ? name.slice(0, -type.length) : [])),
  ).map((stem) => `${stem}${type}`);
  return { ...base, found: 'missing', ...offer(near) };
}

type Description = Omit<PathCheckPayload, 'source' | 'kind' | 'path'>;

function describe(followed: Followed): Description {
  if (followed.end !== 'found') return { found: followed.end };
  const { stats, real } = followed;
  if (stats.isDirectory()) return { found: 'directory' };
  if (!stats.isFile()) return { found: 'other' };
  const line = firstLine(real);
  return defined({ found: 'file', executable: (stats.mode & 0o111) !== 0, interpreter: line });
}

/** The line behind `#!`. A carriage return at the end stays, because the kernel takes it as part of the name. */
function firstLine(path: string): string | undefined {
  return withOpenFile(path, (file) => {
    const buffer = Buffer.alloc(FIRST_LINE_BYTES);
    const text = buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
    return /^#![ \t]*([^\n]*?)[ \t]*(?:\n|$)/.exec(text)?.[1];
  });
}

function lookUpProgram(name: string, root: string): Description {
  const found = PROGRAM_FOLDERS.map((folder) => describe(followPath(`${folder}/${name}`, root)));
  const best =
    found.find(({ found: what, executable }) => what === 'file' && executable === true) ?? found.find((one) => one.found === 'file');
  if (best !== undefined) return best;
  if (found.some((one) => one.found === 'unreadable')) return { found: 'unreadable' };
  const near = nearNames(name, new Set(PROGRAM_FOLDERS.flatMap((folder) => namesIn(folder, root))));
  return { found: 'missing', ...offer(near.flatMap((other) => wholePath(other, root))) };
}

function wholePath(name: string, root: string): string[] {
  return PROGRAM_FOLDERS.map((folder) => `${folder}/${name}`)
    .filter((path) => isThere(path, 'file', root))
    .slice(0, 1);
}

function matchPattern(path: string, root: string): Description {
  const folder = posix.dirname(path);
  if (/[*?[]/.test(folder)) return { found: 'unreadable' };
  const followed = followPath(folder, root);
  if (followed.end !== 'found') return { found: followed.end };
  const pattern = posix.basename(path);
  const isHidden = (name: string): boolean => name.startsWith('.') && !pattern.startsWith('.');
  const glob = globOf(pattern, { escapes: true });
  if (glob.isOdd) return { found: 'unreadable' };
  return { found: namesIn(folder, root).some((name) => !isHidden(name) && glob.matches(name)) ? 'file' : 'missing' };
}

/** Existing paths that resemble the missing one: the same name in another folder of programs, or a path with a typing error. */
function nearPaths(path: string, missing: Followed & { end: 'missing' }, wanted: Wanted, root: string): string[] {
  const alike = descend(missing.folder, missing.rest, wanted, root).filter((other) => other !== path);
  const elsewhere = wanted === 'file' && /\/s?bin\//.test(path) ? wholePath(posix.basename(path), root) : [];
  return [...new Set([...alike, ...elsewhere])].slice(0, MAX_NEAR);
}

function descend(folder: string, rest: readonly string[], wanted: Wanted, root: string): string[] {
  const [name, ...deeper] = rest;
  if (name === undefined) return isThere(folder, wanted, root) ? [folder] : [];
  const exact = posix.join(folder, name);
  if (deeper.length > 0 && isThere(exact, 'directory', root)) return descend(exact, deeper, wanted, root);
  return nearNames(name, namesIn(folder, root)).flatMap((other) => descend(posix.join(folder, other), deeper, wanted, root));
}

function isThere(path: string, wanted: Wanted, root: string): boolean {
  const followed = followPath(path, root);
  return followed.end === 'found' && (wanted === 'directory' ? followed.stats.isDirectory() : followed.stats.isFile());
}

function offer(near: readonly string[]): Pick<Description, 'near'> {
  return near.length === 0 ? {} : { near };
}

/** The names in a folder; of a huge one only as many as can be compared quickly. */
function namesIn(folder: string, root: string): string[] {
  const followed = followPath(folder, root);
  if (followed.end !== 'found' || !followed.stats.isDirectory()) return [];
  const names: string[] = [];
  try {
    const open = opendirSync(followed.real, { bufferSize: 512 });
    try {
      for (let entry = open.readSync(); entry !== null && names.length < MAX_NAMES; entry = open.readSync()) names.push(entry.name);
    } finally {
      open.closeSync();
    }
  } catch {
    return [];
  }
  return names;
}
