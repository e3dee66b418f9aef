import { join } from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { readTextFile } from '../read-file.ts';
import type { UnitSearchOptions } from '../unit-search-path.ts';
import { startLines, type Mention } from './mention.ts';

const TABLES = ['/etc/crontab', '/etc/anacrontab'];
const TABLE_FOLDERS = ['/etc/cron.d', '/var/spool/cron/crontabs', '/var/spool/cron', '/var/spool/cron/tabs'];
const SCRIPT_FOLDERS = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'].map((period) => `/etc/cron.${period}`);
const MAX_SCRIPTS = 100;
/** Any user may have a crontab. */
const NAMED = { isNamed: true };

/** The lines of cron tables, of the scripts that they run, and of those in the folders of run-parts that ask to start units. */
export function cronTables({ scope }: UnitSearchOptions, disk: Disk): readonly Mention[] {
  // Debian's cron and run-parts pass over names with a dot (run-parts(8)); others over what editors and packages leave behind.
  const isRead = disk.exists('/var/lib/dpkg')
    ? (name: string) => /^[\w-]+$/.test(name)
    : (name: string) => !/^\.|~$|\.(?:rpm|dpkg-)\w+$/.test(name);
  const tables = [
    ...TABLES,
    ...TABLE_FOLDERS.flatMap((folder) =>
      disk
        .names(folder)
        .filter((name) => folder !== '/etc/cron.d' || isRead(name))
        .map((name) => join(folder, name)),
    ),
  ];
  const scripts = new Set<string>();
  const inTables = tables.flatMap((path) => {
    const text = readTextFile(disk, path, NAMED)?.text;
    if (text === undefined) return [];
    for (const line of text.split('\n'))
      if (!/^\s*#/.test(line)) for (const [, script = ''] of line.matchAll(/(?:^|\s)(\/[\w./@+-]+)/g)) scripts.add(script);
    return startLines(text, scope, 'cron', disk.shown(path));
  });
  const inFolders = SCRIPT_FOLDERS.flatMap((folder) =>
    disk
      .names(folder)
      .filter(isRead)
      .map((name) => join(folder, name)),
  );
  const inScripts = [...[...scripts].slice(0, MAX_SCRIPTS), ...inFolders].flatMap((path) => {
    const file = readTextFile(disk, path, NAMED);
    return file?.isExecutable === true ? startLines(file.text, scope, 'cron', disk.shown(path)) : [];
  });
  return [...inTables, ...inScripts];
}
