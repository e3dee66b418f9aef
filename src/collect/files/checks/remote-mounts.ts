import { textOf } from '../../attempt.ts';

/** File systems behind which another machine or program answers, or a mount that only a look sets off. */
const REMOTE = /^(?:nfs\d?|cifs|smb\w*|afs|ceph|glusterfs|lustre|ncpfs|autofs|fuse|fuse\..*)$/;

let mounts: ReadonlyMap<string, boolean> | undefined;

/** Whether a path is the mount point of a file system that can keep a reader waiting; those below it are never reached. */
export function isRemote(path: string): boolean {
  mounts ??= readMounts();
  return mounts.get(path) === true;
}

/** Mounts change, so they are read again for the next check. */
export function forgetMounts(): void {
  mounts = undefined;
}

/** By mount point, the topmost one of each; the root itself and the folders of programs are not treated as remote. */
function readMounts(): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const line of textOf('/proc/self/mountinfo').split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4]?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    if (point === undefined || point === '/' || point === '/usr') continue;
    found.set(point, REMOTE.test(after.split(' ')[0] ?? ''));
  }
  return found;
}
