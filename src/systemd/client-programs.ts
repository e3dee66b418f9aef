import { basename } from 'node:path';

/** Programs that ask a manager for jobs. */
// prettier-ignore
const CLIENTS: readonly string[] = [
  'systemctl', 'service', 'busctl', 'dbus-send', 'gdbus', 'qdbus', 'deb-systemd-invoke', 'invoke-rc.d', 'systemd-run', 'run0', 'systemd-mount',
  'systemd-umount', 'telinit', 'init', 'shutdown', 'reboot', 'poweroff', 'halt', 'loginctl', 'machinectl', 'varlinkctl', 'dbus-update-activation-environment',
];

/** comm keeps 15 bytes (TASK_COMM_LEN in the kernel), so both forms of a long name are here. */
const NAMES: ReadonlySet<string> = new Set(CLIENTS.flatMap((name) => [name, name.slice(0, 15)]));

/** A script whose interpreter was named has that one's comm; its own name is in the arguments. */
const INTERPRETERS = /^(?:sh|bash|dash|ash|busybox|perl|python[\d.]*|env|sudo)$/;

/** Whether a process of this name could have asked; `arguments` is called only where the name does not tell. */
export function isClientProgram(comm: string, commandLine: () => readonly string[] | undefined): boolean {
  if (NAMES.has(comm)) return true;
  if (!INTERPRETERS.test(comm)) return false;
  return (commandLine() ?? []).slice(0, 2).some((word) => NAMES.has(basename(word)));
}

/** Whether the file that was executed is a program that asks. */
export function isClientPath(path: string): boolean {
  return CLIENTS.includes(basename(path));
}

/** The names of these programs, as files are called. */
export const CLIENT_PROGRAMS = CLIENTS;
