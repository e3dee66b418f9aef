import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { attempt } from '../attempt.ts';
import { asInstanceOf, parseUnitName, templateOf } from '../../systemd/unit-name.ts';
import { unitSearchPath, type UnitSearchOptions } from './unit-search-path.ts';
import { defined } from '../../defined.ts';

/** What lies in the search path, read once: names only, no contents. */
export interface UnitFileIndex {
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
  /** Where its text lies, when a link under another root would lead out of it. */
  readonly readFrom?: string;
  /** Linked to /dev/null, or empty. */
  readonly masked: boolean;
  /** The primary name and its aliases. */
  readonly names: readonly string[];
}

interface Entry {
  readonly path: string;
  /** For a link to another unit's name: that name. */
  readonly aliasOf?: string;
  readonly readFrom?: string;
}

const ALIAS_HOPS = 16;

/** Reads the names in the search path; folders that are missing or may not be read are passed over. */
export function indexUnitFiles(options: UnitSearchOptions): UnitFileIndex {
  const searchPath = unitSearchPath(options);
  const entries = new Map<string, Entry>();
  const folders = new Map<string, string[]>();
  for (const folder of searchPath) {
    for (const found of attempt(() => readdirSync(folder, { withFileTypes: true }), [])) {
      const path = join(folder, found.name);
      if (/\.(?:d|wants|requires|upholds)$/.test(found.name)) {
        if (found.isDirectory() || found.isSymbolicLink()) folders.set(found.name, [...(folders.get(found.name) ?? []), path]);
      } else if (parseUnitName(found.name) !== undefined && !entries.has(found.name)) {
        entries.set(found.name, found.isSymbolicLink() ? linkEntry(path, found.name, searchPath, options.root) : { path });
      }
    }
  }

  /** An instance without a file of its own is what its template is, so `foo@a` is `bar@a` where `foo@` is an alias of `bar@`. */
  function primaryName(unit: string): string {
    let name = unit;
    for (let hops = 0; hops < ALIAS_HOPS; hops++) {
      const next = entries.get(name)?.aliasOf ?? (entries.has(name) ? undefined : aliasOfInstance(name));
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
    const entry = entries.get(unit) ?? entries.get(templateOf(unit) ?? '');
    if (entry === undefined || entry.aliasOf !== undefined) return undefined;
    const aliases = [...entries].filter(([name, { aliasOf }]) => aliasOf !== undefined && primaryName(name) === unit).map(([name]) => name);
    const { path, readFrom } = entry;
    const names = [...new Set([unit, requested, ...aliases])];
    return defined({ unit, path, masked: isMask(readFrom ?? path), names, readFrom });
  }

  return {
    find,
    names: () => [...entries].filter(([, { aliasOf }]) => aliasOf === undefined).map(([name]) => name),
    primaryName,
    aliases: () => [...entries].flatMap(([alias, { aliasOf, path }]) => (aliasOf === undefined ? [] : [{ alias, path }])),
    folders: (name) => folders.get(name) ?? [],
    folderNames: (ending) => [...folders.keys()].filter((name) => name.endsWith(ending)),
  };
}

/** A link to another name is an alias, when it stays in the search path or goes to a sibling; one to the same name, or out of it, is a linked unit file. */
function linkEntry(path: string, name: string, searchPath: readonly string[], root: string | undefined): Entry {
  const target = linkTarget(path, root);
  if (target === undefined || isNull(path)) return { path };
  const other = basename(target);
  const linked = root === undefined ? { path } : { path, readFrom: target };
  if (parseUnitName(other) === undefined || other === name || other === templateOf(name)) return linked;
  return searchPath.some((folder) => isSameFolder(folder, dirname(target))) ? { path, aliasOf: other } : linked;
}

function linkTarget(path: string, root: string | undefined): string | undefined {
  const target = attempt(() => readlinkSync(path), undefined);
  if (target === undefined) return undefined;
  return target.startsWith('/') && root !== undefined ? join(root, target) : resolve(dirname(path), target);
}

function isSameFolder(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [a, b].map((folder) => attempt(() => statSync(folder), undefined));
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

/** systemd takes an empty file, and a link to /dev/null, for a mask (null_or_empty()). */
export function isMask(path: string): boolean {
  if (isNull(path)) return true;
  const found = attempt(() => statSync(path), undefined);
  return found !== undefined && (found.isCharacterDevice() || (found.isFile() && found.size === 0));
}

function isNull(path: string): boolean {
  return attempt(() => readlinkSync(path) === '/dev/null', false);
}
