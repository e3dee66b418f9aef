import { readKernelFile } from './kernel-files.ts';

/** File systems behind which another machine or program answers, or a mount that only a look sets off. */
const REMOTE = /^(?:nfs\d?|cifs|smb\w*|afs|ceph|glusterfs|lustre|ncpfs|autofs|fuse|fuse\..*)$/;

/** File systems whose files are the kernel's: to open or read one may do something. */
const KERNEL =
  /^(?:proc|sysfs|debugfs|tracefs|securityfs|selinuxfs|cgroup2?|configfs|efivarfs|pstore|bpf|binfmt_misc|devpts|mqueue|fusectl|rpc_pipefs|nfsd)$/;

/** What is mounted, as far as it tells what may be entered and read. */
export interface Mounts {
  /** Whether a path is the mount point of a file system that can keep a reader waiting; those below it are never reached. */
  isRemote(path: string): boolean;
  /** Whether files of this device are the kernel's own. */
  isKernel(device: bigint): boolean;
}

/** By mount point, the topmost one of each; the root itself and the folders of programs are not treated as remote. */
export function readMounts(): Mounts {
  const remote = new Map<string, boolean>();
  const kernel = new Set<bigint>();
  for (const line of (readKernelFile('/proc/self/mountinfo', 16 * 1024 * 1024) ?? '').split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , device = '', , place] = before.split(' ');
    const type = after.split(' ')[0] ?? '';
    if (KERNEL.test(type)) kernel.add(deviceNumber(device));
    const point = place?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    if (point !== undefined && point !== '/' && point !== '/usr') remote.set(point, REMOTE.test(type));
  }
  return { isRemote: (path) => remote.get(path) === true, isKernel: (device) => kernel.has(device) };
}

/** `0:21` as stat(2) gives it (makedev(3)). */
function deviceNumber(text: string): bigint {
  const [major = 0n, minor = 0n] = text.split(':').map((one) => (/^\d{1,10}$/.test(one) ? BigInt(one) : 0n));
  return (minor & 0xffn) | ((major & 0xfffn) << 8n) | ((minor & ~0xffn) << 12n) | ((major & ~0xfffn) << 32n);
}
