import { posix } from 'node:path';
import { resolveTemplate } from '../../systemd/unit-file-syntax.ts';
import { parseUnitName, templateOf } from '../../systemd/unit-name.ts';
import type { DependencyLinkPayload, UnitFilePayload } from '../../model/observation.ts';
import type { Disk, How } from '../disk/disk.ts';
import { indexUnitFiles, isMask, type FoundUnit, type UnitFileIndex } from './unit-file-index.ts';
import type { UnitSearchOptions } from './unit-search-path.ts';
import { defined } from '../../defined.ts';

export { indexUnitFiles } from './unit-file-index.ts';
export type { UnitFileIndex } from './unit-file-index.ts';

/** Where to look, and what was indexed there already; without `index` the folders are read anew. */
interface UnitFileOptions extends UnitSearchOptions {
  readonly index?: UnitFileIndex;
}

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
  const fragment = found === undefined ? [] : [unitFile(declaredBy(found, id), found.path, found.masked, index.disk)];
  if (found?.masked === true) return fragment.flatMap((file) => file ?? []);
  const dropIns = dropInPaths(found?.names ?? [unit], index).map(({ path, unit: declared }) =>
    unitFile(declared ?? id, path, false, index.disk),
  );
  return [...fragment, ...dropIns].flatMap((file) => file ?? []);
}

/**
 * All links in .wants, .requires and .upholds folders of the search path, generators' among them, by the primary names of both ends.
 * The same link in a folder that comes first hides the later one; a link to /dev/null takes it away.
 */
export function findDependencyLinks(options: UnitFileOptions): DependencyLinkPayload[] {
  const index = options.index ?? indexUnitFiles(options);
  const { disk } = index;
  const links: DependencyLinkPayload[] = [];
  for (const [ending, setting] of Object.entries(LINK_FOLDERS)) {
    for (const folderName of index.folderNames(ending)) {
      const owner = folderName.slice(0, -ending.length);
      if (parseUnitName(owner) === undefined) continue;
      const seen = new Set<string>();
      for (const folder of index.folders(folderName)) {
        for (const { name, isLink } of disk.entries(folder)) {
          if (seen.has(name) || parseUnitName(name) === undefined || !isLink) continue;
          seen.add(name);
          const at = posix.join(folder, name);
          if (isMask(disk, at)) continue;
          const unit = index.primaryName(isTemplateName(owner) ? name : resolveTemplate(name, owner));
          const path = disk.shown(at);
          const changedUsec = changeOf(at, disk, LINK);
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
      for (const name of index.disk.names(folder)) {
        if (!name.endsWith('.conf') || name.startsWith('.') || chosen.has(name)) continue;
        chosen.set(name, defined({ path: posix.join(folder, name), unit }));
      }
    }
  }
  return [...chosen]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, dropIn]) => dropIn)
    .filter(({ path }) => !isMask(index.disk, path));
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

const LINK: How = { keepsLink: true };

function unitFile(unit: string, path: string, masked: boolean, disk: Disk): UnitFilePayload | undefined {
  const text = masked ? '' : disk.readText(path)?.text;
  if (text === undefined) return undefined;
  const changedUsec = masked ? changeOf(path, disk, LINK) : changeOf(path, disk, LINK, {});
  return defined({ source: 'unit-files', kind: 'unit-file', unit, path: disk.shown(path), text, changedUsec });
}

/** A generator makes its files anew at every reload. */
const GENERATED = /^\/run\/(?:user\/\d+\/)?systemd\/generator/;

/** When a file, or the link to it, came to its place or last changed; its time of modification may be that of the package. Undefined where that tells nothing: under another root, and of a generator's files. */
function changeOf(path: string, disk: Disk, ...ways: readonly How[]): string | undefined {
  if (disk.isElsewhere || GENERATED.test(path)) return undefined;
  const times = ways.map((how) => disk.look(path, how)).map((found) => (found.end === 'found' ? found.stats.ctimeNs / 1000n : 0n));
  const latest = times.reduce((last, time) => (time > last ? time : last), 0n);
  return latest <= 0n ? undefined : String(latest);
}

function isTemplateName(name: string): boolean {
  return parseUnitName(name)?.instance === '';
}
