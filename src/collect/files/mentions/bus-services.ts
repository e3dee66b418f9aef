import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { readTextFile } from '../read-file.ts';
import type { UnitSearchOptions } from '../unit-search-path.ts';
import { shown, type Mention } from './mention.ts';

const SYSTEM_FOLDERS = ['/etc', '/run', '/usr/local/share', '/usr/share', '/lib'].map((base) => `${base}/dbus-1/system-services`);

/** The D-Bus service files that leave the start to systemd (SystemdService=; dbus-daemon(1)); of files for the same bus name the first one counts. */
export function busServices(places: UnitSearchOptions, disk: Disk): readonly Mention[] {
  const found = new Map<string, Mention | undefined>();
  for (const folder of foldersOf(places)) {
    for (const name of disk.names(folder)) {
      if (!name.endsWith('.service') || found.has(name)) continue;
      const path = join(folder, name);
      const text = readTextFile(disk, path)?.text;
      if (text !== undefined) found.set(name, mentionIn(text, disk.shown(path)));
    }
  }
  return [...found.values()].filter((mention) => mention !== undefined);
}

function mentionIn(text: string, path: string): Mention | undefined {
  const lines = text.split('\n');
  const valueOf = (key: string): string | undefined =>
    lines.map((line) => new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)\\s*$`).exec(line)?.[1]).find((value) => value !== undefined);
  const busName = valueOf('Name');
  const unit = valueOf('SystemdService');
  if (busName === undefined || unit === undefined) return undefined;
  const index = lines.findIndex((line) => /^\s*SystemdService\s*=/.test(line));
  return { where: 'bus-service', path, line: index + 1, text: shown(lines[index] ?? ''), unit, busName };
}

function foldersOf({ scope, environment = process.env, home }: UnitSearchOptions): readonly string[] {
  if (scope === 'system') return SYSTEM_FOLDERS;
  const runtime = environment['XDG_RUNTIME_DIR'];
  const data = environment['XDG_DATA_HOME'] ?? join(home ?? environment['HOME'] ?? homedir(), '.local/share');
  const shared = (environment['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share').split(':').filter((folder) => folder.startsWith('/'));
  const bases = [...(runtime === undefined ? [] : [runtime]), data, ...shared, '/usr/share'];
  return [...new Set(bases)].map((base) => join('/', base, 'dbus-1/services'));
}
