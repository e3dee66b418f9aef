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
  const { scope = 'system', procRoot = '/proc', passwd, sessions } = options;
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
    const parents = parentsOf(stat.ppid, procRoot, scope);
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

function parentsOf(first: number, procRoot: string, scope: ManagerScope): NonNullable<ProcessDescription['parents']> {
  const parents = [];
  let left = PARENTS_BYTES;
  for (let pid = first; pid > 1 && parents.length < PARENTS_LIMIT;) {
    const folder = `${procRoot}/${String(pid)}`;
    const stat = statOf(folder);
    if (stat === undefined) break;
    const whole = readCmdline(folder);
    const cmdline = whole === undefined ? undefined : cutCommand(whole, Math.max(LEAST_BYTES, left / 2));
    left = Math.max(0, left - bytesOf(cmdline ?? []));
    const { unit } = unitOfCgroup(readProcFile(`${folder}/cgroup`) ?? '', scope);
    parents.push(defined({ pid, comm: stat.comm, cmdline, unit }));
    if (stat.ppid === pid) break;
    pid = stat.ppid;
  }
  return parents;
}

function statOf(folder: string): ProcessStat | undefined {
  const text = readProcFile(`${folder}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

function sessionOf(text: string | undefined): string | undefined {
  const session = text?.trim();
  return session === undefined || session === '' || session === NO_SESSION ? undefined : session;
}
