import { readProcFile } from '../../proc/proc-files.ts';

let isOwn: boolean | undefined;

/** Whether a path lies in a folder of which this process sees another one than the host: PrivateDevices= of the black box gives it a /dev of its own, without the host's devices. */
export function isHiddenFromHere(path: string): boolean {
  return /^\/dev(?:\/|$)/.test(path) && (isOwn ??= hasOwnDev());
}

/** Whether what is mounted at /dev is something else for this process than for PID 1; not as far as that can be known. */
export function hasOwnDev(procRoot = '/proc'): boolean {
  const [own, its] = ['self', '1'].map((pid) => deviceOf('/dev', readProcFile(`${procRoot}/${pid}/mountinfo`) ?? ''));
  return own !== undefined && its !== undefined && own !== its;
}

/** The device that is mounted at a place, the last one if there are several (proc_pid_mountinfo(5)). */
function deviceOf(place: string, mountinfo: string): string | undefined {
  const mounts = mountinfo.split('\n').map((line) => line.split(' ', 5));
  return mounts.filter(([, , , , point]) => point === place).at(-1)?.[2];
}
