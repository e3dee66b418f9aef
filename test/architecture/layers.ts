import { posix } from 'node:path';
import type { ImportLine, SourceFile } from './source-file.ts';

/**
 * sources → facts → attribution → diagnosis → timeline → renderers, one way only: what each folder of src/ may import at run time.
 * Types of a folder further left are free to all that stand right of it.
 */
const RIGHT_OF: Readonly<Record<string, readonly string[]>> = {
  systemd: [],
  sources: ['systemd'],
  recording: ['systemd', 'sources'],
  facts: ['systemd'],
  attribution: ['systemd', 'facts'],
  diagnosis: ['systemd', 'facts', 'attribution'],
  timeline: ['systemd', 'facts', 'attribution', 'diagnosis'],
  renderers: ['systemd', 'facts', 'attribution', 'diagnosis', 'timeline'],
  commands: ['systemd', 'sources', 'recording', 'facts', 'attribution', 'diagnosis', 'timeline', 'renderers'],
};

/** Types are the contracts: these folders may take types from here as well. */
const TYPES_FROM: Readonly<Record<string, readonly string[]>> = {
  facts: ['sources'],
  attribution: ['sources'],
  diagnosis: ['sources'],
  timeline: ['sources'],
  renderers: ['sources'],
};

/** Files of src/ itself that any folder but systemd/ may import. */
const SHARED_FILES = ['errors.ts', 'exit-status.ts'];

/** Folders that do no I/O and read no clock: the same observations give the same timeline. */
export const PURE_FOLDERS: readonly string[] = ['systemd', 'facts', 'attribution', 'diagnosis', 'timeline', 'renderers'];

/** Modules of Node's that only compute. */
const PURE_MODULES = ['node:util', 'node:path', 'node:path/posix'];

/** Who may import a package or module: `folder/` or a single file; anything that is not listed is free outside the pure folders. */
const OWNERS: readonly { readonly module: RegExp; readonly owners: readonly string[] }[] = [
  { module: /^dbus-next(\/|$)/, owners: ['sources/'] },
  { module: /^node:child_process$/, owners: ['sources/', 'commands/terminal.ts'] },
  { module: /^node:(net|http|https|http2|tls|dgram|dns)(\/|$)/, owners: ['sources/'] },
  { module: /^node:zlib$/, owners: ['recording/'] },
  { module: /^node:fs(\/|$)/, owners: ['sources/', 'recording/', 'commands/'] },
  { module: /^(date-fns|cli-table3)(\/|$)/, owners: ['renderers/'] },
  { module: /^commander$/, owners: ['cli.ts', 'commands/'] },
];

/** The sentences that say how a file breaks the architecture; none when it holds. */
export function violations(file: SourceFile): readonly string[] {
  return [...file.imports.flatMap((line) => importViolations(file, line)), ...ambientViolations(file), ...shellViolations(file)];
}

function importViolations(file: SourceFile, line: ImportLine): readonly string[] {
  const { specifier } = line;
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file.path), specifier));
    if (!/\.(ts|json)$/.test(target)) return [`${file.path} imports ${specifier} without its .ts ending`];
    if (target === '../package.json')
      return file.path === 'commands/version.ts' ? [] : [`${file.path} imports package.json, which only commands/version.ts may`];
    return mayImport(file.folder, target, line.typeOnly) ? [] : [`${file.path} imports ${target}, against the arrows`];
  }
  const found: string[] = [];
  const isNode = specifier.startsWith('node:');
  if (isNode && PURE_FOLDERS.includes(file.folder) && !PURE_MODULES.includes(specifier)) {
    found.push(`${file.path} imports ${specifier}, and ${file.folder}/ does no I/O`);
  }
  if (file.folder === 'systemd' && !isNode) found.push(`${file.path} imports ${specifier}, and systemd/ imports nothing`);
  const owned = OWNERS.find(({ module }) => module.test(specifier));
  if (owned !== undefined && !owned.owners.some((owner) => file.path.startsWith(owner))) {
    found.push(`${file.path} imports ${specifier}, which only ${owned.owners.join(' and ')} may`);
  }
  if (specifier === 'date-fns') found.push(`${file.path} imports the date-fns index, which is slow to load; import date-fns/<function>`);
  if (specifier === 'dbus-next' && !line.dynamic && !line.typeOnly) {
    found.push(`${file.path} imports dbus-next statically; load it with import() so that it is a lazy chunk`);
  }
  return found;
}

function mayImport(folder: string, target: string, typeOnly: boolean): boolean {
  const targetFolder = target.includes('/') ? target.slice(0, target.indexOf('/')) : '';
  if (targetFolder === '') return folder !== 'systemd' && (SHARED_FILES.includes(target) || folder === '') && target !== 'cli.ts';
  if (targetFolder === folder || folder === '') return true;
  if (RIGHT_OF[folder]?.includes(targetFolder) === true) return true;
  return typeOnly && TYPES_FROM[folder]?.includes(targetFolder) === true;
}

function ambientViolations(file: SourceFile): readonly string[] {
  const forbidden = PURE_FOLDERS.includes(file.folder) ? file.ambient : file.ambient.filter((name) => name === 'console');
  return file.path === 'cli.ts' ? [] : forbidden.map((name) => `${file.path} uses ${name}`);
}

/** exec and execSync hand their text to a shell. */
function shellViolations(file: SourceFile): readonly string[] {
  const names = file.importedNames.get('node:child_process') ?? [];
  return names
    .filter((name) => /^(exec|execSync|\*|default)$/.test(name))
    .map((name) => `${file.path} imports ${name} of node:child_process`);
}
