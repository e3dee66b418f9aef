import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { attempt } from '../attempt.ts';
import { ageMsOf, parseStat, readProcFile } from './proc-files.ts';

/** Where to look, and how long signals may be delayed. */
interface OwnerOptions {
  readonly procRoot?: string;
  readonly sliceMs?: number;
  readonly limitMs?: number;
}

/**
 * The process that holds each socket, by the socket's inode: of several, the one from which the others have it. One pass over /proc/PID/fd, the youngest
 * process first, in slices between which signals are read, and no longer than `limitMs`. What was not found, or may not be looked at, is left out.
 */
export async function findOwners(inodes: ReadonlySet<number>, options: OwnerOptions = {}): Promise<ReadonlyMap<number, number>> {
  const { procRoot = '/proc', sliceMs = 4, limitMs = 400 } = options;
  const owners = new Map<number, number>();
  if (inodes.size === 0) return owners;
  const end = performance.now() + limitMs;
  let slice = performance.now() + sliceMs;
  for (const pid of pidsByAge(procRoot)) {
    for (const inode of socketsOf(pid, procRoot))
      if (inodes.has(inode) && !owners.has(inode)) owners.set(inode, firstHolder(pid, inode, procRoot));
    if (owners.size === inodes.size || performance.now() > end) break;
    if (performance.now() < slice) continue;
    await setImmediate();
    slice = performance.now() + sliceMs;
  }
  return owners;
}

/** How far `ageOf` may be off, in ms: the kernel counts a process's age in hundredths of a second. */
export const AGE_MS = 30;

/** How long a process has been there, in seconds, to a hundredth (field 22 of proc_pid_stat(5)); undefined when it is gone. */
export function ageOf(pid: number, procRoot = '/proc'): number | undefined {
  const stat = parseStat(readProcFile(`${procRoot}/${String(pid)}/stat`) ?? '');
  const seconds = stat === undefined ? Number.NaN : ageMsOf(stat, procRoot) / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** All pids but our own, the youngest first. */
export function pidsByAge(procRoot: string): readonly number[] {
  return attempt(() => readdirSync(procRoot), [])
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .sort((a, b) => b - a);
}

const MAX_FDS = 4096;
const MAX_PARENTS = 16;

/** The inodes of the sockets that a process holds; none when it is gone or not ours to look at. Of very many descriptors only the first `most` are looked at. */
export function socketsOf(pid: number, procRoot: string, most = MAX_FDS): readonly number[] {
  const folder = `${procRoot}/${String(pid)}/fd`;
  const names: readonly string[] = attempt(() => readdirSync(folder), []);
  return names.slice(0, most).flatMap((name) => {
    const target = attempt(() => readlinkSync(`${folder}/${name}`), '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    return inode === undefined ? [] : [Number(inode)];
  });
}

/** A child inherits descriptors, so the eldest holder opened the socket. */
export function firstHolder(pid: number, inode: number, procRoot: string): number {
  let holder = pid;
  for (let step = 0; step < MAX_PARENTS; step += 1) {
    const ppid = parseStat(readProcFile(`${procRoot}/${String(holder)}/stat`) ?? '')?.ppid;
    if (ppid === undefined || ppid <= 1 || !socketsOf(ppid, procRoot).includes(inode)) break;
    holder = ppid;
  }
  return holder;
}
