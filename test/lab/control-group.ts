import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { pauseSync } from './pause.ts';

const PREFIX = 'whyalive-lab-';

/** Where the cgroup2 file system is mounted: /sys/fs/cgroup on a unified host, …/unified on a hybrid one; undefined when it is not. */
export function findCgroup2(mountinfo = readFileSync('/proc/self/mountinfo', 'utf8')): string | undefined {
  for (const line of mountinfo.split('\n')) {
    const [mount, type] = line.split(' - ');
    const fields = mount?.split(' ');
    if (type?.startsWith('cgroup2 ') === true && fields?.[5]?.split(',').includes('rw') === true) return fields[4];
  }
  return undefined;
}

/** Makes a fresh group for one lab of this process; throws when the file system does not allow it. */
export function createControlGroup(mount: string, name: string): string {
  const path = join(mount, `${PREFIX}${process.pid}-${name}`);
  mkdirSync(path);
  return path;
}

/** Removes a group and all below it, waiting up to `patienceMs` for dying processes; false when something is left. */
export function removeControlGroup(path: string, patienceMs = 3000): boolean {
  const deadline = Date.now() + patienceMs;
  while (!removeOnce(path)) {
    if (Date.now() > deadline) return false;
    pauseSync(20);
  }
  return true;
}

/** Removes what killed test processes left behind; groups of running processes and groups with processes stay. */
export function sweepControlGroups(mount: string): void {
  for (const entry of readdirSync(mount)) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(entry)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) removeOnce(join(mount, entry));
  }
}

function removeOnce(path: string): boolean {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) removeOnce(join(path, entry.name));
    }
    rmdirSync(path);
    return true;
  } catch {
    return !existsSync(path);
  }
}
