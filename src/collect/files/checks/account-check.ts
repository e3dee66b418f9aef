import type { AccountCheckPayload } from '../../../model/observation.ts';
import type { Disk } from '../../disk/disk.ts';
import { nearNames } from './near-name.ts';
import { defined } from '../../../defined.ts';

const FILES = {
  user: { tables: ['/etc/passwd', '/usr/lib/passwd', '/var/lib/extrausers/passwd'], row: 'passwd', ending: '.user' },
  group: { tables: ['/etc/group', '/usr/lib/group', '/var/lib/extrausers/group'], row: 'group', ending: '.group' },
} as const;

/** JSON user records (systemd-userdbd.service(8)), accounts of homed, and the dynamic users that run now. */
const RECORD_FOLDERS = ['/etc/userdb', '/run/userdb', '/run/host/userdb', '/usr/local/lib/userdb', '/usr/lib/userdb'];

/** Services of nsswitch.conf(5) that have no accounts beside those that are read here. */
const READ_HERE: ReadonlySet<string> = new Set(['files', 'compat', 'systemd', 'extrausers', 'altfiles', 'db', 'mymachines']);

/** A table of a host with some 100,000 accounts has some MB. */
const MAX_TABLE_BYTES = 16 * 1024 * 1024;

/**
 * Whether a user or group exists on the host whose files these are. Files alone are read: a lookup over the network could hang, or start units itself. Where
 * nsswitch.conf asks other databases, too, a missing name may be there, and they are named; so are the files themselves, where one was too large to be read whole.
 */
export function checkAccount(database: 'user' | 'group', name: string, disk: Disk): AccountCheckPayload {
  const base = { source: 'unit-files', kind: 'account-check', database, name } as const;
  const { tables, row, ending } = FILES[database];
  const read = tables.flatMap((path) => disk.readText(path, { most: MAX_TABLE_BYTES }) ?? []);
  const names = read.flatMap(({ text }) => namesIn(text));
  const exists = names.includes(name) || name === 'root' || (!name.includes('/') && recordsOf(name, ending).some(disk.exists));
  if (exists) return { ...base, exists };
  const near = nearNames(name, names);
  const unasked = [
    ...(read.every(({ isWhole }) => isWhole) ? [] : ['files']),
    ...servicesIn(disk.readText('/etc/nsswitch.conf')?.text ?? '', row).filter((service) => !READ_HERE.has(service)),
  ];
  return {
    ...base,
    exists,
    ...defined({ near: near.length === 0 ? undefined : near, unasked: unasked.length === 0 ? undefined : unasked }),
  };
}

function recordsOf(name: string, ending: string): readonly string[] {
  return [
    ...RECORD_FOLDERS.map((folder) => `${folder}/${name}${ending}`),
    `/var/lib/systemd/home/${name}.identity`,
    `/run/systemd/dynamic-uid/${name}`,
  ];
}

function namesIn(table: string): string[] {
  return table.split('\n').flatMap((line) => /^([^:+#-][^:]*):/.exec(line)?.[1] ?? []);
}

function servicesIn(text: string, row: string): string[] {
  const line = text.split('\n').find((one) => one.startsWith(`${row}:`));
  return (line ?? '')
    .slice(row.length + 1)
    .replace(/#.*$|\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}
