import { unitOfCgroup } from './cgroup-unit.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { loginUidOf } from './login.ts';
import { bytesOf, cutCommand } from './cut-command.ts';
import { ageMsOf, parseStat, readCmdline, readProcFile, ttyName, type ProcessStat } from './proc-files.ts';
import { usersOnce } from './users.ts';
import { defined } from '../../defined.ts';

/** Where to look; a test gives folders of its own. */
export interface ProcOptions {
  readonly scope?: ManagerScope;
  readonly procRoot?: string;
  readonly passwd?: string;
  /** Where logind keeps its sessions. */
  readonly sessions?: string;
}

const PARENTS_LIMIT = 64;
/** What the commands of all parents may take: each may have half of what is left, but a little is told of every one. */
const PARENTS_BYTES = 16 * 1024;
const LEAST_BYTES = 64;
const NO_SESSION = '4294967295';

/** One process; undefined when it is gone. */
export function describeProcess(pid: number, options: ProcOptions = {}): ProcessDescription | undefined {
  return createProcessReader(options)(pid);
}

/** Describes processes one by one; the names of users are read once for all of them. */
export function createProcessReader(options: ProcOptions = {}): (pid: number) => ProcessDescription | undefined {
  return processReader(options, (first, procRoot, scope) => parentsOf(first, (pid) => readParent(pid, procRoot, scope)));
}

/** The same for processes that are read at one moment: parents that several have are read once. Whoever has a login decides how many processes have how many parents. */
export function createScanReader(options: ProcOptions = {}): (pid: number) => ProcessDescription | undefined {
  const each = new Map<number, Parent | undefined>();
  const chains = new Map<number, readonly ParentDescription[]>();
  return processReader(options, (first, procRoot, scope) => {
    const chain =
      chains.get(first) ??
      parentsOf(first, (pid) => {
        const parent = each.has(pid) ? each.get(pid) : readParent(pid, procRoot, scope);
        each.set(pid, parent);
        return parent;
      });
    chains.set(first, chain);
    return chain;
  });
}

type ParentDescription = NonNullable<ProcessDescription['parents']>[number];
type Parent = ParentDescription & { readonly ppid: number };

function processReader(
  { scope = 'system', procRoot = '/proc', passwd, sessions }: ProcOptions,
  readParents: (first: number, procRoot: string, scope: ManagerScope) => readonly ParentDescription[],
): (pid: number) => ProcessDescription | undefined {
  const userName = usersOnce(passwd);
  return (pid) => {
    const folder = `${procRoot}/${String(pid)}`;
    // What is lost first is read first: a zombie has no arguments, and once its parent has reaped it nothing is left.
    const cmdline = readCmdline(folder);
    const stat = statOf(folder);
    if (stat === undefined) return undefined;
    const read = (name: string) => readProcFile(`${folder}/${name}`);
    const group = unitOfCgroup(read('cgroup') ?? '', scope);
    const [, uid, euid] = /^Uid:\s+(\d+)\s+(\d+)/m.exec(read('status') ?? '') ?? [];
    const user = uid === undefined ? undefined : userName(uid);
    const session = group.session ?? sessionOf(read('sessionid'));
    const login = loginUidOf(read('loginuid'), session, sessions);
    const loginUid = login === undefined || String(login) === uid ? undefined : login;
    const tty = ttyName(stat.tty);
    const ageMs = ageMsOf(stat, procRoot);
    const parents = readParents(stat.ppid, procRoot, scope);
    return defined({
      pid,
      ppid: stat.ppid,
      comm: stat.comm,
      uid: uid === undefined ? undefined : Number(uid),
      user,
      euid: euid === undefined || euid === uid ? undefined : Number(euid),
      ageMs: ageMs >= 0 ? Math.round(ageMs) : undefined,
      loginUid,
      loginUser: loginUid === undefined ? undefined : userName(String(loginUid)),
      cmdline,
      unit: group.unit,
      session,
      tty,
      parents: parents.length === 0 ? undefined : parents,
    });
  };
}

function parentsOf(first: number, read: (pid: number) => Parent | undefined): readonly ParentDescription[] {
  const parents = [];
  let left = PARENTS_BYTES;
  for (let pid = first; pid > 1 && parents.length < PARENTS_LIMIT;) {
    const parent = read(pid);
    if (parent === undefined) break;
    const { comm, unit, ppid, cmdline: whole } = parent;
    const cmdline = whole === undefined ? undefined : cutCommand(whole, Math.max(LEAST_BYTES, left / 2));
    left = Math.max(0, left - bytesOf(cmdline ?? []));
    parents.push(defined({ pid, comm, cmdline, unit }));
    if (ppid === pid) break;
    pid = ppid;
  }
  return parents;
}

function readParent(pid: number, procRoot: string, scope: ManagerScope): Parent | undefined {
  const folder = `${procRoot}/${String(pid)}`;
  const stat = statOf(folder);
  if (stat === undefined) return undefined;
  const cmdline = readCmdline(folder);
  const { unit } = unitOfCgroup(readProcFile(`${folder}/cgroup`) ?? '', scope);
  return defined({ pid, comm: stat.comm, cmdline, unit, ppid: stat.ppid });
}

function statOf(folder: string): ProcessStat | undefined {
  const text = readProcFile(`${folder}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

function sessionOf(text: string | undefined): string | undefined {
  const session = text?.trim();
  return session === undefined || session === '' || session === NO_SESSION ? undefined : session;
}
