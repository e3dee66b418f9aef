import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { parseStat, readProcFile } from './proc-files.ts';

/** Where to look, and how long signals may wait meanwhile. */
export interface OwnerOptions {
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
  const wanted = new Map([...inodes].map((inode) => [`socket:[${String(inode)}]`, inode]));
  const end = performance.now() + limitMs;
  let slice = performance.now() + sliceMs;
  for (const pid of pidsOf(procRoot)) {
    for (const inode of heldBy(pid, wanted, procRoot)) if (!owners.has(inode)) owners.set(inode, firstHolder(pid, inode, procRoot));
    if (owners.size === wanted.size || performance.now() > end) break;
    if (performance.now() < slice) continue;
    await setImmediate();
    slice = performance.now() + sliceMs;
  }
  return owners;
}

/** How long a process has been there, in seconds, to a hundredth (field 22 of proc_pid_stat(5)); undefined when it is gone. */
export function ageOf(pid: number, procRoot = '/proc'): number | undefined {
  const stat = readProcFile(`${procRoot}/${String(pid)}/stat`);
  const up = Number(readProcFile(`${procRoot}/uptime`)?.split(' ')[0]);
  const begun = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) / 100;
  return Number.isFinite(up - begun) ? up - begun : undefined;
}

function pidsOf(procRoot: string): readonly number[] {
  try {
    return readdirSync(procRoot)
      .filter((name) => /^[1-9]\d*$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid)
      .sort((a, b) => b - a);
  } catch {
    return [];
  }
}

const MOST_FDS = 4096;
const MOST_PARENTS = 16;

function heldBy(pid: number, wanted: ReadonlyMap<string, number>, procRoot: string): readonly number[] {
  const folder = `${procRoot}/${String(pid)}/fd`;
  const found: number[] = [];
  try {
    for (const name of readdirSync(folder).slice(0, MOST_FDS)) {
      const inode = wanted.get(targetOf(`${folder}/${name}`));
      if (inode !== undefined && !found.includes(inode)) found.push(inode);
    }
  } catch {
    // It is gone, or it is not ours to look at.
  }
  return found;
}

function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** A child has its parent's descriptors: who opened the socket is the eldest that holds it. */
function firstHolder(pid: number, inode: number, procRoot: string): number {
  const wanted = new Map([[`socket:[${String(inode)}]`, inode]]);
  let holder = pid;
  for (let step = 0; step < MOST_PARENTS; step += 1) {
    const ppid = parseStat(readProcFile(`${procRoot}/${String(holder)}/stat`) ?? '')?.ppid;
    if (ppid === undefined || ppid <= 1 || heldBy(ppid, wanted, procRoot).length === 0) break;
    holder = ppid;
  }
  return holder;
}
