import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';

/** Where unit files are looked for. */
export interface UnitSearchOptions {
  readonly scope: ManagerScope;
  /** Another system's root folder. */
  readonly root?: string;
  /** The manager's own answer (its property UnitPath), which is better than ours. */
  readonly searchPath?: readonly string[];
  /** For the user manager: its environment and home; those of this process unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

/** The folders that hold unit files, the first one wins; as `systemd-analyze unit-paths` lists them on 247 to 262, as seen from the root. */
export function unitSearchPath(options: UnitSearchOptions, disk: Disk): readonly string[] {
  return [...new Set(options.searchPath ?? (options.scope === 'system' ? systemFolders(disk) : userFolders(options)))];
}

function systemFolders(disk: Disk): string[] {
  return [
    '/etc/systemd/system.control',
    '/run/systemd/system.control',
    '/run/systemd/transient',
    '/run/systemd/generator.early',
    '/etc/systemd/system',
    '/etc/systemd/system.attached',
    '/run/systemd/system',
    '/run/systemd/system.attached',
    '/run/systemd/generator',
    '/usr/local/lib/systemd/system',
    ...(isRealFolder(disk, '/lib') ? ['/lib/systemd/system'] : []),
    '/usr/lib/systemd/system',
    '/run/systemd/generator.late',
  ];
}

function userFolders(options: UnitSearchOptions): string[] {
  const environment = options.environment ?? process.env;
  const home = options.home ?? environment['HOME'] ?? homedir();
  const config = environment['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const data = environment['XDG_DATA_HOME'] ?? join(home, '.local/share');
  const runtime = environment['XDG_RUNTIME_DIR'];
  const inRuntime = (...names: string[]) => (runtime === undefined ? [] : names.map((name) => join(runtime, 'systemd', name)));
  const listed = (value: string | undefined, fallback: string) => (value ?? fallback).split(':').filter((folder) => folder.startsWith('/'));
  return [
    join(config, 'systemd/user.control'),
    ...inRuntime('user.control', 'transient', 'generator.early'),
    join(config, 'systemd/user'),
    join(config, 'systemd/user.attached'),
    ...listed(environment['XDG_CONFIG_DIRS'], '/etc/xdg').map((folder) => join(folder, 'systemd/user')),
    '/etc/systemd/user',
    ...inRuntime('user', 'user.attached'),
    '/run/systemd/user',
    ...inRuntime('generator'),
    join(data, 'systemd/user'),
    ...listed(environment['XDG_DATA_DIRS'], '/usr/local/share:/usr/share').map((folder) => join(folder, 'systemd/user')),
    '/usr/local/lib/systemd/user',
    '/usr/lib/systemd/user',
    ...inRuntime('generator.late'),
  ];
}

/** Where /lib is only a link to usr/lib, one of the two names is enough. */
function isRealFolder(disk: Disk, path: string): boolean {
  const found = disk.look(path, { keepsLink: true });
  return found.end === 'found' && found.stats.isDirectory();
}
