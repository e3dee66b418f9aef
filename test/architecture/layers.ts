import { posix } from 'node:path';
import type { ImportLine, SourceFile } from './source-file.ts';

/**
 * The twelve rooms and what each may import, types as well as values:
 *
 *     systemd → model → { collect, recording, history };  history → analysis → timeline → session
 *               model → render → command-line → output;  commands wires both
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  systemd: [],
  model: ['systemd'],
  collect: ['systemd', 'model'],
  recording: ['systemd', 'model'],
  history: ['systemd', 'model'],
  analysis: ['systemd', 'model', 'history'],
  timeline: ['systemd', 'model', 'history', 'analysis'],
  session: ['systemd', 'model', 'collect', 'recording', 'history', 'analysis', 'timeline'],
  render: ['systemd', 'model'],
  'command-line': ['systemd', 'model', 'render'],
  output: ['systemd', 'model', 'render', 'command-line'],
  commands: [
    ...['systemd', 'model', 'collect', 'recording', 'history', 'analysis', 'timeline', 'session'],
    ...['render', 'command-line', 'output'],
  ],
};

/** The rooms, each a folder of src/. */
export const ROOMS = Object.keys(MAY_IMPORT);

/** Files of src/ itself that any folder but systemd/ may import. */
const SHARED_FILES = ['errors.ts', 'exit-status.ts', 'version.ts', 'defined.ts', 'glob.ts'];

/** The one that systemd/ may import, too: it is about the language alone. */
const SHARED_BY_ALL = 'table.ts';

/** Folders that do no I/O and read no clock: the same observations give the same timeline. */
const PURE_FOLDERS: readonly string[] = ['systemd', 'model', 'history', 'analysis', 'timeline', 'render'];

/** Modules of Node's that only compute. */
const PURE_MODULES = ['node:util', 'node:path', 'node:path/posix'];

/** Who may import a package or module: `folder/` or a single file; anything that is not listed is free outside the pure folders. */
const OWNERS: readonly { readonly module: RegExp; readonly owners: readonly string[] }[] = [
  { module: /^dbus-next(\/|$)/, owners: ['collect/bus/'] },
  { module: /^node:child_process$/, owners: ['collect/', 'output/terminal.ts', 'commands/catch/systemctl.ts'] },
  { module: /^node:(http|https|http2|tls|dgram|dns)(\/|$)/, owners: ['output/'] },
  { module: /^node:net$/, owners: ['collect/'] },
  { module: /^node:zlib$/, owners: ['recording/'] },
  { module: /^node:fs(\/|$)/, owners: ['collect/', 'recording/', 'session/', 'output/', 'commands/'] },
  { module: /^(date-fns|cli-table3)(\/|$)/, owners: ['render/'] },
  { module: /^commander$/, owners: ['cli.ts', 'command-line/'] },
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
      return file.path === 'version.ts' ? [] : [`${file.path} imports package.json, which only version.ts may`];
    return mayImport(file.folder, target) ? [] : [`${file.path} imports ${target}, against the arrows`];
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

function mayImport(folder: string, target: string): boolean {
  const room = target.includes('/') ? target.slice(0, target.indexOf('/')) : '';
  if (target === SHARED_BY_ALL) return true;
  if (room === '') return (folder !== 'systemd' && SHARED_FILES.includes(target)) || (folder === '' && target !== 'cli.ts');
  return room === folder || folder === '' || MAY_IMPORT[folder]?.includes(room) === true;
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
