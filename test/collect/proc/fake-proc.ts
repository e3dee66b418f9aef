import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What /proc tells of a process. */
export interface FakeProcess {
  readonly comm: string;
  readonly ppid: number;
  readonly state?: string;
  readonly tty?: number;
  readonly uid?: number;
  readonly cmdline?: readonly string[];
  readonly cgroup?: string;
  readonly sessionid?: string;
}

/** Writes a process into a folder that stands for /proc. */
export function addProcess(
  procRoot: string,
  pid: number,
  { comm, ppid, tty = 0, uid = 0, cmdline = [], state = cmdline.length === 0 ? 'Z' : 'S', cgroup = '0::/\n', sessionid }: FakeProcess,
) {
  const folder = join(procRoot, String(pid));
  mkdirSync(folder);
  writeFileSync(join(folder, 'stat'), `${pid} (${comm}) ${state} ${ppid} ${pid} ${pid} ${tty} -1 4194304 0 0\n`);
  writeFileSync(join(folder, 'comm'), `${comm}\n`);
  writeFileSync(join(folder, 'status'), `Name:\t${comm}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
  writeFileSync(join(folder, 'cmdline'), cmdline.map((word) => `${word}\0`).join(''));
  writeFileSync(join(folder, 'cgroup'), cgroup);
  if (sessionid !== undefined) writeFileSync(join(folder, 'sessionid'), sessionid);
}
