import { fstatSync, readSync, lstatSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resolveTemplate } from '../../systemd/unit-file-syntax.ts';
import { parseUnitName, templateOf } from '../../systemd/unit-name.ts';
import type { DependencyLinkPayload, UnitFilePayload } from '../../model/observation.ts';
import { attempt, withOpenFile } from '../attempt.ts';
import { namesInFolder } from './read-file.ts';
import { indexUnitFiles, isMask, type FoundUnit, type UnitFileIndex } from './unit-file-index.ts';
import type { UnitSearchOptions } from './unit-search-path.ts';
import { defined } from '../../defined.ts';

export { indexUnitFiles } from './unit-file-index.ts';
export type { UnitFileIndex } from './unit-file-index.ts';

/** Where to look, and what was indexed there already; without `index` the folders are read anew. */
interface UnitFileOptions extends UnitSearchOptions {
  readonly index?: UnitFileIndex;
}

const FILE_LIMIT_BYTES = 1024 * 1024;

const LINK_FOLDERS = { '.wants': 'Wants', '.requires': 'Requires', '.upholds': 'Upholds' } as const;

/** Whether there is a unit file, masked or not, for the unit, its template, or the unit that it is an alias of. */
export function unitFileExists(unit: string, options: UnitFileOptions): boolean {
  return (options.index ?? indexUnitFiles(options)).find(unit) !== undefined;
}

/**
 * The files that make up a unit, in the order in which systemd reads them: the fragment, then the drop-ins by file name (systemd.unit(5)).
 * A mask is a unit file without text. An alias gives the files of the unit that it stands for. What may not be read is left out.
 */
export function readUnitFiles(unit: string, options: UnitFileOptions): UnitFilePayload[] {
  const index = options.index ?? indexUnitFiles(options);
  const found = index.find(unit);
  const id = found?.unit ?? unit;
  const fragment = found === undefined ? [] : [unitFile(declaredBy(found, id), found.path, found.masked, options, found.readFrom)];
  if (found?.masked === true) return fragment.flatMap((file) => file ?? []);
  const dropIns = dropInPaths(found?.names ?? [unit], index).map(({ path, unit: declared }) =>
    unitFile(declared ?? id, path, false, options),
  );
  return [...fragment, ...dropIns].flatMap((file) => file ?? []);
}

/**
 * All links in .wants, .requires and .upholds folders of the search path, generators' among them, by the primary names of both ends.
 * The same link in a folder that comes first hides the later one; a link to /dev/null takes it away.
 */
export function findDependencyLinks(options: UnitFileOptions): DependencyLinkPayload[] {
  const index = options.index ?? indexUnitFiles(options);
  const links: DependencyLinkPayload[] = [];
  for (const [ending, setting] of Object.entries(LINK_FOLDERS)) {
    for (const folderName of index.folderNames(ending)) {
      const owner = folderName.slice(0, -ending.length);
      if (parseUnitName(owner) === undefined) continue;
      const seen = new Set<string>();
      for (const folder of index.folders(folderName)) {
        for (const name of namesInFolder(folder)) {
          const path = join(folder, name);
          if (seen.has(name) || parseUnitName(name) === undefined || !isLink(path)) continue;
          seen.add(name);
          if (isMask(path)) continue;
          const unit = index.primaryName(isTemplateName(owner) ? name : resolveTemplate(name, owner));
          const changedUsec = changeOf(path, options, lstatSync);
          links.push(
            defined({ source: 'unit-files', kind: 'dependency-link', owner: index.primaryName(owner), setting, unit, path, changedUsec }),
          );
        }
      }
    }
  }
  return links;
}

/** The drop-ins of all names of a unit; of files of the same name the first one counts, and a mask takes it away. `unit` is left out for shared ones. */
function dropInPaths(names: readonly string[], index: UnitFileIndex): { readonly path: string; readonly unit?: string }[] {
  const chosen = new Map<string, { readonly path: string; readonly unit?: string }>();
  for (const { folderName, unit } of dropInFolders(names)) {
    for (const folder of index.folders(folderName)) {
      for (const name of namesInFolder(folder)) {
        if (!name.endsWith('.conf') || name.startsWith('.') || chosen.has(name)) continue;
        chosen.set(name, defined({ path: join(folder, name), unit }));
      }
    }
  }
  return [...chosen]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, dropIn]) => dropIn)
    .filter(({ path }) => !isMask(path));
}

/** `foo-bar@x.service` is configured by foo-bar@x.service.d, foo-bar@.service.d, foo-.service.d and service.d. */
function dropInFolders(names: readonly string[]): { readonly folderName: string; readonly unit?: string }[] {
  const specific = names.flatMap((name) => {
    const template = templateOf(name);
    return [{ folderName: `${name}.d`, unit: name }, ...(template === undefined ? [] : [{ folderName: `${template}.d`, unit: template }])];
  });
  const shared = names.flatMap((name) => {
    const parts = parseUnitName(name);
    if (parts === undefined) return [];
    const prefixes: string[] = [];
    for (let dash = parts.prefix.lastIndexOf('-', parts.prefix.length - 2); dash > 0; dash = parts.prefix.lastIndexOf('-', dash - 1)) {
      prefixes.push(`${parts.prefix.slice(0, dash + 1)}.${parts.type}.d`);
    }
    return [...prefixes, `${parts.type}.d`].map((folderName) => ({ folderName }));
  });
  return [...specific, ...shared];
}

/** An instance that has no file of its own is declared by its template. */
function declaredBy(found: FoundUnit, id: string): string {
  const template = templateOf(id);
  return template !== undefined && !found.path.endsWith(`/${id}`) ? template : id;
}

function unitFile(unit: string, path: string, masked: boolean, options: UnitFileOptions, readFrom = path): UnitFilePayload | undefined {
  const text = masked ? '' : readText(readFrom);
  if (text === undefined) return undefined;
  return defined({
    source: 'unit-files',
    kind: 'unit-file',
    unit,
    path,
    text,
    changedUsec: masked ? changeOf(path, options, lstatSync) : changeOf(path, options, lstatSync, statSync),
  });
}

/** A generator makes its files anew at every reload. */
const GENERATED = /^\/run\/(?:user\/\d+\/)?systemd\/generator/;

/** When a file, or the link to it, came to its place or last changed; its time of modification may be that of the package. Undefined where that tells nothing: under another root, and of a generator's files. */
function changeOf(path: string, { root }: UnitFileOptions, ...stats: readonly (typeof lstatSync)[]): string | undefined {
  if (root !== undefined || GENERATED.test(path)) return undefined;
  const times = stats.map((stat) => attempt(() => stat(path, { bigint: true }).ctimeNs / 1000n, 0n));
  const latest = times.reduce((last, time) => (time > last ? time : last), 0n);
  return latest === 0n ? undefined : String(latest);
}

function readText(path: string): string | undefined {
  return withOpenFile(path, (file) => {
    const buffer = Buffer.alloc(Math.min(fstatSync(file).size, FILE_LIMIT_BYTES));
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
  });
}

function isTemplateName(name: string): boolean {
  return parseUnitName(name)?.instance === '';
}

function isLink(path: string): boolean {
  return attempt(() => lstatSync(path).isSymbolicLink() && readlinkSync(path) !== '', false);
}
