import { readSync } from 'node:fs';
import { withProcFile } from '../disk/kernel-files.ts';

/** The fields of /proc/PID/stat that are used. */
export interface ProcessStat {
  readonly comm: string;
  readonly ppid: number;
  /** The kernel's device number of its terminal, 0 for none. */
  readonly tty: number;
  /** Whether it ends or has ended; only then, and while it executes a program, it has no arguments. */
  readonly isEnding: boolean;
  /** When it began, in hundredths of a second since the kernel booted; NaN where that is not told. */
  readonly begun: number;
}

/** PF_EXITING (include/linux/sched.h). */
const EXITING = 0x4;

const buffer = Buffer.alloc(64 * 1024);

/** The beginning of a file of /proc, at most `most` bytes, by default 64 KiB; undefined when the process is gone or the file may not be read. */
export function readProcFile(path: string, most = buffer.length): string | undefined {
  return withProcFile(path, (file) => buffer.toString('utf8', 0, readSync(file, buffer, 0, Math.min(most, buffer.length), null)));
}

/** The number of bytes kept of a command line, which may be a megabyte long. */
const MAX_CMDLINE_LENGTH = 8 * 1024;

/** The arguments of a process, as far as they fit into 8 KiB; undefined when it has none or is gone. `folder` is its folder in /proc. */
export function readCmdline(folder: string): readonly string[] | undefined {
  return parseCmdline(readProcFile(`${folder}/cmdline`, MAX_CMDLINE_LENGTH));
}

/** Reads /proc/PID/stat (proc_pid_stat(5)); a comm may hold blanks and brackets, so the last bracket ends it. */
export function parseStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const values = text.slice(close + 2).split(' ', 20);
  const [state = '', ppid = '', , , tty = '0', , flags = '0'] = values;
  if (!/^\d+$/.test(ppid)) return undefined;
  const isEnding = state === 'Z' || state === 'X' || (Number(flags) & EXITING) !== 0;
  return { comm: text.slice(open + 1, close), ppid: Number(ppid), tty: Number(tty), isEnding, begun: Number(values[19] ?? Number.NaN) };
}

/** How long a process has been there, in ms, to a hundredth of a second; NaN where one of the clocks cannot be read. In a container whose uptime is its own it may be negative. */
export function ageMsOf({ begun }: ProcessStat, procRoot: string): number {
  const up = Number(readProcFile(`${procRoot}/uptime`)?.split(' ')[0]);
  return up * 1000 - begun * 10;
}

/** The arguments in a /proc/PID/cmdline; undefined for a zombie and a kernel thread, which have none. */
function parseCmdline(text: string | undefined): readonly string[] | undefined {
  if (text === undefined || text === '') return undefined;
  return text.replace(/\0+$/, '').split('\0');
}

/** The name of a terminal, from its device number (Documentation/admin-guide/devices.txt). */
export function ttyName(device: number): string | undefined {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (device === 0) return undefined;
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  if (major === 5 && minor === 1) return 'console';
  return undefined;
}
