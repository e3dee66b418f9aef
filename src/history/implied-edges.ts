import {
  expandSpecifiers,
  parseUnitFile,
  resolveTemplate,
  splitUnitNames,
  type Assignment,
  type UnitFileText,
} from '../systemd/unit-file-syntax.ts';
import { escapePath, suffixOf } from '../systemd/unit-name.ts';
import type { DeclaredEdge } from './edges.ts';

type Strength = 'Requires' | 'Wants';

/** A path that a unit needs, and how strongly it pulls in the mounts on the way there. */
interface MountNeed {
  readonly setting: Strength;
  readonly path: string;
}

/** Where the directories of these settings lie, of the system's manager (systemd.exec(5)). */
const DIRECTORIES: ReadonlyMap<string, string> = new Map([
  ['RuntimeDirectory', '/run'],
  ['StateDirectory', '/var/lib'],
  ['CacheDirectory', '/var/cache'],
  ['LogsDirectory', '/var/log'],
  ['ConfigurationDirectory', '/etc'],
]);

/** The sections whose settings say how commands are run (systemd.exec(5)). */
const EXEC_SECTIONS: ReadonlySet<string> = new Set(['Service', 'Socket', 'Mount', 'Swap']);

const YES: ReadonlySet<string> = new Set(['1', 'yes', 'y', 'true', 't', 'on']);

/**
 * The edges that a unit file makes without naming a unit: to the mounts on the way to a path that it needs (unit_add_exec_dependencies() and every other caller of
 * unit_add_mounts_for() in systemd's src/core), to its slice, to the bus, to the sockets of Sockets=, and to the journal of LogNamespace=. A mount that has no file is only
 * ordered, which is no edge; whether there is such a unit is not looked at.
 */
export function impliedEdges(owner: string, assignments: readonly Assignment[]): readonly DeclaredEdge[] {
  const last = lastValues(assignments);
  const needs = assignments.flatMap((one) => mountNeeds(one, owner));
  const units = [...unitNeeds(last), ...sliceAbove(owner)];
  const edges = [
    ...needs.flatMap(({ setting, path }) => mountsOnTheWay(expandSpecifiers(path, owner)).map((target) => ({ owner, setting, target }))),
    ...units.map(({ setting, unit }) => ({ owner, setting, target: expandSpecifiers(unit, owner) })),
  ];
  const unique = new Map(edges.map((edge) => [`${edge.setting} ${edge.target}`, edge]));
  return [...unique.values()].filter(({ target }) => target !== owner);
}

/** The line of these files of `owner` that makes `target`, by any of its names, a dependency of it by `setting`: it names it, or else stands for it. */
export function dependencyLine(
  files: readonly UnitFileText[],
  owner: string,
  setting: string,
  target: string,
  targetNames: readonly string[] = [],
): { readonly path: string; readonly line: number } | undefined {
  const names = [target, ...targetNames];
  const keys = names.map((name) => `${setting} ${name}`);
  for (const key of IMPLIED.has(setting) ? [...keys, target] : keys) {
    for (const file of files) {
      const line = linesIn(file, owner).get(key);
      if (line !== undefined) return { path: file.path, line };
    }
  }
  return undefined;
}

/** From v256 on some of them wish for what earlier versions require. */
const IMPLIED: ReadonlySet<string> = new Set(['Requires', 'Wants']);

const LINES = new WeakMap<UnitFileText, Map<string, ReadonlyMap<string, number>>>();

/** Where a file of `owner` first names each unit, by `Setting unit`, and where it first stands for one, by that unit alone. A file is read once, as it is asked about for each start. */
function linesIn(file: UnitFileText, owner: string): ReadonlyMap<string, number> {
  const byOwner = LINES.get(file) ?? new Map<string, ReadonlyMap<string, number>>();
  LINES.set(file, byOwner);
  const known = byOwner.get(owner);
  if (known !== undefined) return known;
  const lines = new Map<string, number>();
  const note = (key: string, line: number): void => {
    if (!lines.has(key)) lines.set(key, line);
  };
  for (const assignment of parseUnitFile(file.text)) {
    const { section, name, value, line } = assignment;
    if (section === 'Unit')
      for (const word of splitUnitNames(value)) note(`${name} ${resolveTemplate(expandSpecifiers(word, owner), owner)}`, line);
    for (const { target } of impliedEdges(owner, [assignment])) note(target, line);
  }
  byOwner.set(owner, lines);
  return lines;
}

function mountNeeds({ section, name, value }: Assignment, owner: string): readonly MountNeed[] {
  const requires = (...paths: readonly string[]): readonly MountNeed[] => paths.map((path) => ({ setting: 'Requires', path }));
  if (section === 'Unit') {
    if (name === 'RequiresMountsFor') return requires(...words(value));
    // It came with v256.
    return name === 'WantsMountsFor' ? words(value).map((path) => ({ setting: 'Wants', path })) : [];
  }
  if (section === 'Mount' && name === 'Where') return requires(parentOf(value));
  if (section === 'Automount' && name === 'Where') return requires(parentOf(value));
  if ((section === 'Mount' || section === 'Swap') && name === 'What') return requires(value);
  if (section === 'Path' && /^(?:Path(?:Exists|ExistsGlob|Changed|Modified)|DirectoryNotEmpty)$/.test(name))
    return requires(plainPart(value));
  if (section === 'Socket' && /^Listen(?:Stream|Datagram|SequentialPacket|FIFO|Special|USBFunction)$/.test(name)) return requires(value);
  if (section === 'Timer' && name === 'Persistent' && YES.has(value)) return requires('/var/lib/systemd/timers');
  return EXEC_SECTIONS.has(section) && suffixOf(owner).toLowerCase() === section.toLowerCase() ? execNeeds(name, value) : [];
}

/** Of commands: their folders. That a folder may be missing makes it a wish from v256 on, and nothing before. */
function execNeeds(name: string, value: string): readonly MountNeed[] {
  const prefix = DIRECTORIES.get(name);
  if (prefix !== undefined)
    return words(value).map((word) => ({ setting: 'Requires', path: `${prefix}/${word.replace(/(?<!\\):.*$/s, '')}` }));
  switch (name) {
    case 'WorkingDirectory':
      return value.startsWith('-') ? [{ setting: 'Wants', path: value.slice(1) }] : [{ setting: 'Requires', path: value }];
    case 'RootDirectory':
    case 'RootImage':
      return [{ setting: 'Requires', path: value }];
    case 'PrivateTmp':
      return YES.has(value)
        ? [
            { setting: 'Wants', path: '/tmp' },
            { setting: 'Requires', path: '/var/tmp' },
          ]
        : [];
    default:
      return [];
  }
}

/** The units that settings of the type's own section stand for. */
function unitNeeds(last: ReadonlyMap<string, string>): readonly { readonly setting: Strength; readonly unit: string }[] {
  const slice = [...last].find(([key]) => key.endsWith('.Slice'))?.[1];
  const namespace = last.get('Service.LogNamespace');
  const isOnBus = last.get('Service.BusName') !== undefined || last.get('Service.Type') === 'dbus';
  return [
    ...(slice === undefined ? [] : [{ setting: 'Requires', unit: slice } as const]),
    ...(isOnBus ? [{ setting: 'Requires', unit: 'dbus.socket' } as const] : []),
    ...words(last.get('Service.Sockets') ?? '').map((unit) => ({ setting: 'Wants', unit }) as const),
    ...(namespace === undefined ? [] : [{ setting: 'Requires', unit: `systemd-journald@${namespace}.socket` } as const]),
  ];
}

/** A slice requires the one that its name says it is in: a-b.slice lies in a.slice. */
function sliceAbove(owner: string): readonly { readonly setting: Strength; readonly unit: string }[] {
  const above = /^(.+)-[^-]+\.slice$/.exec(owner)?.[1];
  return above === undefined ? [] : [{ setting: 'Requires', unit: `${above}.slice` }];
}

/** The value of each setting that is in force, by `Section.Name`; settings that an empty assignment took away are not in it. */
function lastValues(assignments: readonly Assignment[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>();
  for (const { section, name, value } of assignments) {
    if (value === '') last.delete(`${section}.${name}`);
    else last.set(`${section}.${name}`, value);
  }
  return last;
}

/** The mount units of a path and of the folders above it, but for the root. */
function mountsOnTheWay(path: string): readonly string[] {
  if (!path.startsWith('/')) return [];
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return [];
  return parts.flatMap((_, index) => {
    const escaped = escapePath(`/${parts.slice(0, index + 1).join('/')}`);
    return escaped === undefined || escaped === '-' ? [] : [`${escaped}.mount`];
  });
}

function parentOf(path: string): string {
  return path.replace(/\/+$/, '').replace(/\/[^/]*$/, '');
}

/** What of a pattern stands before its first part with a wildcard. */
function plainPart(path: string): string {
  const parts = path.split('/');
  const first = parts.findIndex((part) => /[*?[]/.test(part));
  return first < 0 ? path : parts.slice(0, first).join('/');
}

function words(value: string): readonly string[] {
  return value.split(/\s+/).filter((word) => word !== '');
}
