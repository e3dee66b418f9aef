import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namesInFolder, readTextFileBelow } from '../read-file.ts';
import type { UnitSearchOptions } from '../unit-search-path.ts';
import { startLines, type Mention } from './mention.ts';

const TABLES = ['/etc/crontab', '/etc/anacrontab'];
const TABLE_FOLDERS = ['/etc/cron.d', '/var/spool/cron/crontabs', '/var/spool/cron', '/var/spool/cron/tabs'];
const SCRIPT_FOLDERS = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'].map((period) => `/etc/cron.${period}`);
const MAX_SCRIPTS = 100;

/** The lines of cron tables, of the scripts that they run, and of those in the folders of run-parts that ask to start units. */
export function cronTables({ scope, root }: UnitSearchOptions): readonly Mention[] {
  const at = (path: string): string => (root === undefined ? path : join(root, path));
  // Debian's cron and run-parts pass over names with a dot (run-parts(8)); others over what editors and packages leave behind.
  const isRead = existsSync(at('/var/lib/dpkg'))
    ? (name: string) => /^[\w-]+$/.test(name)
    : (name: string) => !/^\.|~$|\.(?:rpm|dpkg-)\w+$/.test(name);
  const tables = [
    ...TABLES,
    ...TABLE_FOLDERS.flatMap((folder) =>
      namesInFolder(at(folder))
        .filter((name) => folder !== '/etc/cron.d' || isRead(name))
        .map((name) => join(folder, name)),
    ),
  ];
  const scripts = new Set<string>();
  const inTables = tables.flatMap((path) => {
    const text = readTextFileBelow(root, path)?.text;
    if (text === undefined) return [];
    for (const line of text.split('\n'))
      if (!/^\s*#/.test(line)) for (const [, script = ''] of line.matchAll(/(?:^|\s)(\/[\w./@+-]+)/g)) scripts.add(script);
    return startLines(text, scope, 'cron', at(path));
  });
  const inFolders = SCRIPT_FOLDERS.flatMap((folder) =>
    namesInFolder(at(folder))
      .filter(isRead)
      .map((name) => join(folder, name)),
  );
  const inScripts = [...[...scripts].slice(0, MAX_SCRIPTS), ...inFolders].flatMap((path) => {
    const file = readTextFileBelow(root, path);
    return file?.isExecutable === true ? startLines(file.text, scope, 'cron', at(path)) : [];
  });
  return [...inTables, ...inScripts];
}
