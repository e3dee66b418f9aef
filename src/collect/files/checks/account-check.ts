import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountCheckPayload } from '../../../model/observation.ts';
import { textOf } from '../../attempt.ts';
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

/**
 * Whether a user or group exists on the host whose root folder is `root`. Files alone are read: a lookup over the network could hang, or start units itself. Where
 * nsswitch.conf asks other databases, too, a missing name may be there, and they are named.
 */
export function checkAccount(database: 'user' | 'group', name: string, root = '/'): AccountCheckPayload {
  const base = { source: 'unit-files', kind: 'account-check', database, name } as const;
  const { tables, row, ending } = FILES[database];
  const names = tables.flatMap((path) => namesOf(join(root, path)));
  const exists =
    names.includes(name) ||
    name === 'root' ||
    RECORD_FOLDERS.some((folder) => existsSync(join(root, folder, `${name}${ending}`))) ||
    existsSync(join(root, '/var/lib/systemd/home', `${name}.identity`)) ||
    existsSync(join(root, '/run/systemd/dynamic-uid', name));
  if (exists) return { ...base, exists };
  const near = nearNames(name, names);
  const unasked = servicesOf(join(root, '/etc/nsswitch.conf'), row).filter((service) => !READ_HERE.has(service));
  return {
    ...base,
    exists,
    ...defined({ near: near.length === 0 ? undefined : near, unasked: unasked.length === 0 ? undefined : unasked }),
  };
}

function namesOf(path: string): string[] {
  return textOf(path)
    .split('\n')
    .flatMap((line) => /^([^:+#-][^:]*):/.exec(line)?.[1] ?? []);
}

function servicesOf(path: string, row: string): string[] {
  const line = textOf(path)
    .split('\n')
    .find((one) => one.startsWith(`${row}:`));
  return (line ?? '')
    .slice(row.length + 1)
    .replace(/#.*$|\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}
