import { posix } from 'node:path';
import { openDisk, type Disk } from '../disk/disk.ts';
import { asInstanceOf, parseUnitName, templateOf } from '../../systemd/unit-name.ts';
import { unitSearchPath, type UnitSearchOptions } from './unit-search-path.ts';

/** What lies in the search path, read once: names only, no contents. Paths are as seen from the root. */
export interface UnitFileIndex {
  /** The files that were indexed. */
  readonly disk: Disk;
  /** The unit's file and the names that mean the same unit; undefined when there is none. An instance has its template's file. */
  find(unit: string): FoundUnit | undefined;
  /** The names of all units and templates that have a file of their own. */
  names(): readonly string[];
  /** The primary name: `graphical.target` for `default.target`; the name itself where it is no alias. */
  primaryName(unit: string): string;
  /** The links that give a unit another name. */
  aliases(): readonly { readonly alias: string; readonly path: string }[];
  /** The paths of folders `name` (e.g. `foo.service.d`) in the order of the search path. */
  folders(name: string): readonly string[];
  /** The names of all folders that end so, e.g. `.wants`. */
  folderNames(ending: string): readonly string[];
}

export interface FoundUnit {
  /** The primary name. */
  readonly unit: string;
  readonly path: string;
  /** Linked to /dev/null, or empty. */
  readonly masked: boolean;
  /** The primary name and its aliases. */
  readonly names: readonly string[];
}

interface Entry {
  readonly path: string;
  /** For a link to another unit's name: that name. */
  readonly aliasOf?: string;
}

const ALIAS_HOPS = 16;

/** Reads the names in the search path; folders that are missing or may not be read are passed over. */
export function indexUnitFiles(options: UnitSearchOptions): UnitFileIndex {
  const disk = openDisk(options.root);
  const searchPath = unitSearchPath(options, disk);
  const isSameFolder = folderComparison(disk);
  const isSearched = (folder: string): boolean => searchPath.some((one) => isSameFolder(one, folder));
  const entries = new Map<string, Entry>();
  const folders = new Map<string, string[]>();
  for (const folder of searchPath) {
    for (const found of disk.entries(folder)) {
      const path = posix.join(folder, found.name);
      if (/\.(?:d|wants|requires|upholds)$/.test(found.name)) {
        if (found.isFolder || found.isLink) folders.set(found.name, [...(folders.get(found.name) ?? []), path]);
      } else if (parseUnitName(found.name) !== undefined && !entries.has(found.name)) {
        entries.set(found.name, found.isLink ? linkEntry(disk, path, found.name, isSearched) : { path });
      }
    }
  }

  /** Of a folder that has more names than are read, what is looked for by its name is there all the same. */
  function entryOf(name: string): Entry | undefined {
    const known = entries.get(name);
    if (known !== undefined || !disk.isExhausted() || parseUnitName(name) === undefined) return known;
    const path = searchPath.map((folder) => posix.join(folder, name)).find((one) => disk.look(one, { keepsLink: true }).end === 'found');
    const found = path === undefined ? undefined : linkEntry(disk, path, name, isSearched);
    if (found !== undefined) entries.set(name, found);
    return found;
  }

  /** An instance without a file of its own is what its template is, so `foo@a` is `bar@a` where `foo@` is an alias of `bar@`. */
  function primaryName(unit: string): string {
    let name = unit;
    for (let hops = 0; hops < ALIAS_HOPS; hops++) {
      const next = entryOf(name)?.aliasOf ?? (entries.has(name) ? undefined : aliasOfInstance(name));
      if (next === undefined) return name;
      name = next;
    }
    return unit;
  }

  function aliasOfInstance(unit: string): string | undefined {
    const template = templateOf(unit);
    const other = template === undefined ? undefined : entries.get(template)?.aliasOf;
    return other === undefined ? undefined : asInstanceOf(other, unit);
  }

  function find(requested: string): FoundUnit | undefined {
    const unit = primaryName(requested);
    const entry = entryOf(unit) ?? entryOf(templateOf(unit) ?? '');
    if (entry === undefined || entry.aliasOf !== undefined) return undefined;
    aliasesOf ??= groupAliases();
    const names = [...new Set([unit, requested, ...(aliasesOf.get(unit) ?? [])])];
    return { unit, path: entry.path, masked: isMask(disk, entry.path), names };
  }

  let aliasesOf: ReadonlyMap<string, readonly string[]> | undefined;
  function groupAliases(): ReadonlyMap<string, readonly string[]> {
    const grouped = new Map<string, string[]>();
    for (const [name, { aliasOf }] of entries) {
      if (aliasOf === undefined) continue;
      const unit = primaryName(name);
      grouped.set(unit, [...(grouped.get(unit) ?? []), name]);
    }
    return grouped;
  }

  return {
    disk,
    find,
    names: () => [...entries].filter(([, { aliasOf }]) => aliasOf === undefined).map(([name]) => name),
    primaryName,
    aliases: () => [...entries].flatMap(([alias, { aliasOf, path }]) => (aliasOf === undefined ? [] : [{ alias, path }])),
    folders: (name) => folders.get(name) ?? [],
    folderNames: (ending) => [...folders.keys()].filter((name) => name.endsWith(ending)),
  };
}

/** A link to another name is an alias, when it stays in the search path or goes to a sibling; one to the same name, or out of it, is a linked unit file. */
function linkEntry(disk: Disk, path: string, name: string, isSearched: (folder: string) => boolean): Entry {
  const says = disk.linkTarget(path);
  if (says === undefined || says === NULL) return { path };
  const target = posix.resolve(posix.dirname(path), says);
  const other = posix.basename(target);
  if (parseUnitName(other) === undefined || other === name || other === templateOf(name)) return { path };
  return isSearched(posix.dirname(target)) ? { path, aliasOf: other } : { path };
}

/** Whether two paths lead to the same folder; each is looked at once. */
function folderComparison(disk: Disk): (a: string, b: string) => boolean {
  const seen = new Map<string, string | undefined>();
  const identityOf = (folder: string): string | undefined => {
    if (!seen.has(folder)) {
      const found = disk.look(folder);
      seen.set(folder, found.end === 'found' ? `${String(found.stats.dev)}:${String(found.stats.ino)}` : undefined);
    }
    return seen.get(folder);
  };
  return (a, b) => a === b || (identityOf(a) !== undefined && identityOf(a) === identityOf(b));
}

const NULL = '/dev/null';

/** systemd takes an empty file, and a link to /dev/null, for a mask (null_or_empty()). */
export function isMask(disk: Disk, path: string): boolean {
  if (disk.linkTarget(path) === NULL) return true;
  const found = disk.look(path);
  // Another root has no devices, unless it runs.
  if (found.end === 'missing') return posix.join(found.folder, ...found.rest) === NULL;
  return found.end === 'found' && (found.stats.isCharacterDevice() || (found.stats.isFile() && found.stats.size === 0n));
}
