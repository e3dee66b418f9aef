import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unitOfCgroup } from './cgroup-unit.ts';
import type { ManagerScope, ProcessDescription } from './observation.ts';
import { parseCmdline, parseStat, readProcFile, ttyName } from './proc-files.ts';
import type { ProcessStat } from './proc-files.ts';

/** Where to look; a test gives folders of its own. */
export interface ProcOptions {
  readonly scope?: ManagerScope;
  readonly procRoot?: string;
  readonly passwd?: string;
}

/** Programs that ask a manager for jobs. comm keeps 15 bytes, so both forms of a long name are here. */
// prettier-ignore
const CLIENTS: ReadonlySet<string> = new Set(
  [
    'systemctl', 'service', 'busctl', 'dbus-send', 'gdbus', 'qdbus', 'deb-systemd-invoke', 'invoke-rc.d', 'systemd-run', 'run0', 'systemd-mount',
    'systemd-umount', 'telinit', 'init', 'shutdown', 'reboot', 'poweroff', 'halt', 'loginctl', 'machinectl', 'varlinkctl', 'dbus-update-activation-environment',
  ].flatMap((name) => [name, name.slice(0, 15)]),
);

/** A script whose interpreter was named has that one's comm; its own name is in the arguments. */
const INTERPRETERS = /^(?:sh|bash|dash|ash|busybox|perl|python[\d.]*|env|sudo)$/;

const PARENTS_LIMIT = 64;
const NO_SESSION = '4294967295';

/** The processes that could have asked for a job just now, zombies too, in one synchronous scan: one small file for each process on the machine. */
export function scanClients(options: ProcOptions = {}): ProcessDescription[] {
  const procRoot = options.procRoot ?? '/proc';
  const users = usersOnce(options.passwd ?? '/etc/passwd');
  const found: ProcessDescription[] = [];
  // The youngest first: who has just asked is soon gone.
  for (const name of pidNames(procRoot).toSorted((a, b) => Number(b) - Number(a))) {
    const stat = statOf(procRoot, name);
    if (stat === undefined || name === '1' || !isClient(stat, join(procRoot, name))) continue;
    found.push(describe(Number(name), stat, procRoot, options.scope ?? 'system', users));
  }
  return found;
}

/** One process; undefined when it is gone. */
export function describeProcess(pid: number, options: ProcOptions = {}): ProcessDescription | undefined {
  const procRoot = options.procRoot ?? '/proc';
  const stat = statOf(procRoot, String(pid));
  return stat === undefined
    ? undefined
    : describe(pid, stat, procRoot, options.scope ?? 'system', usersOnce(options.passwd ?? '/etc/passwd'));
}

function isClient(stat: ProcessStat, folder: string): boolean {
  if (CLIENTS.has(stat.comm)) return true;
  if (!INTERPRETERS.test(stat.comm)) return false;
  const words = parseCmdline(readProcFile(join(folder, 'cmdline'))) ?? [];
  return words.slice(0, 2).some((word) => CLIENTS.has(word.slice(word.lastIndexOf('/') + 1)));
}

function describe(pid: number, stat: ProcessStat, procRoot: string, scope: ManagerScope, users: () => Users): ProcessDescription {
  const read = (name: string) => readProcFile(join(procRoot, String(pid), name));
  const uid = /^Uid:\s+(\d+)/m.exec(read('status') ?? '')?.[1];
  const user = uid === undefined ? undefined : users().get(uid);
  const cmdline = parseCmdline(read('cmdline'));
  const group = unitOfCgroup(read('cgroup') ?? '', scope);
  const session = group.session ?? sessionOf(read('sessionid'));
  const tty = ttyName(stat.tty);
  const parents = parentsOf(stat.ppid, procRoot, scope);
  return {
    pid,
    ppid: stat.ppid,
    comm: stat.comm,
    ...(uid === undefined ? {} : { uid: Number(uid) }),
    ...(user === undefined ? {} : { user }),
    ...(cmdline === undefined ? {} : { cmdline }),
    ...(group.unit === undefined ? {} : { unit: group.unit }),
    ...(session === undefined ? {} : { session }),
    ...(tty === undefined ? {} : { tty }),
    ...(parents.length === 0 ? {} : { parents }),
  };
}

function parentsOf(first: number, procRoot: string, scope: ManagerScope): NonNullable<ProcessDescription['parents']> {
  const parents = [];
  for (let pid = first; pid > 1 && parents.length < PARENTS_LIMIT;) {
    const stat = statOf(procRoot, String(pid));
    if (stat === undefined) break;
    const cmdline = parseCmdline(readProcFile(join(procRoot, String(pid), 'cmdline')));
    const { unit } = unitOfCgroup(readProcFile(join(procRoot, String(pid), 'cgroup')) ?? '', scope);
    parents.push({ pid, comm: stat.comm, ...(cmdline === undefined ? {} : { cmdline }), ...(unit === undefined ? {} : { unit }) });
    if (stat.ppid === pid) break;
    pid = stat.ppid;
  }
  return parents;
}

function statOf(procRoot: string, name: string): ProcessStat | undefined {
  const text = readProcFile(`${procRoot}/${name}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

function sessionOf(text: string | undefined): string | undefined {
  const session = text?.trim();
  return session === undefined || session === '' || session === NO_SESSION ? undefined : session;
}

function pidNames(procRoot: string): string[] {
  try {
    return readdirSync(procRoot).filter((name) => /^[1-9]\d*$/.test(name));
  } catch {
    return [];
  }
}

type Users = ReadonlyMap<string, string>;

/** User names by uid; read when the first one is needed. Only /etc/passwd is asked, because a lookup elsewhere could start units itself. */
function usersOnce(path: string): () => Users {
  let users: Users | undefined;
  return () => {
    users ??= new Map(
      (readProcFile(path) ?? '')
        .split('\n')
        .flatMap((row): [string, string][] => {
          const [name, , uid] = row.split(':');
          return name !== undefined && uid !== undefined ? [[uid, name]] : [];
        })
        .reverse(),
    );
    return users;
  };
}
