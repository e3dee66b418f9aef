import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { openDisk, type Disk } from './disk/disk.ts';
import type { HostPayload } from '../model/observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { defined } from '../defined.ts';

const run = promisify(execFile);

/** The host that the observations come from; under `root`, as described by the files there. What cannot be read is left out. */
export async function readHost(options: { readonly scope: ManagerScope; readonly root?: string }): Promise<HostPayload> {
  const { scope, root } = options;
  const disk = openDisk(root);
  const name = root === undefined ? hostname() : firstLine(disk, '/etc/hostname');
  const machineId = firstLine(disk, '/etc/machine-id');
  const systemdVersion = root === undefined ? await runningVersion() : libraryVersion(disk);
  return defined({
    source: 'host',
    kind: 'host',
    manager: scope,
    hostname: name === '' ? undefined : name,
    machineId: /^[0-9a-f]{32}$/.test(machineId) ? machineId : undefined,
    systemdVersion,
  });
}

/** Whether systemd is PID 1 here (sd_booted(3)). */
export function isSystemdRunning(): boolean {
  return openDisk().exists('/run/systemd/system');
}

/** `252 (252.39-1~deb12u2)` of `systemd 252 (252.39-1~deb12u2)`. */
export function parseVersion(text: string): string | undefined {
  return /^systemd (\d+.*)$/m.exec(text)?.[1]?.trim();
}

async function runningVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run('systemctl', ['--version'], { timeout: 5000 });
    return parseVersion(stdout);
  } catch {
    return undefined;
  }
}

/** The library's name gives the version of a system that is not running: libsystemd-shared-252.so, -257.13-1~deb13u1.so. */
function libraryVersion(disk: Disk): string | undefined {
  for (const folder of ['/usr/lib/systemd', '/lib/systemd', '/usr/lib64/systemd', ...multiarchFolders(disk)]) {
    for (const name of disk.names(folder)) {
      const version = /^libsystemd-shared-((\d+).*)\.so$/.exec(name);
      if (version !== null) return version[1] === version[2] ? version[2] : `${version[2] ?? ''} (${version[1] ?? ''})`;
    }
  }
  return undefined;
}

function multiarchFolders(disk: Disk): string[] {
  return disk
    .names('/usr/lib')
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => `/usr/lib/${name}/systemd`);
}

/** The first line of a file that holds one word; nothing of one that is no such file. */
function firstLine(disk: Disk, path: string): string {
  const line = disk.readText(path, { most: MAX_LINE_BYTES })?.text.split('\n', 1)[0]?.trim() ?? '';
  return line.length > MAX_NAME_LENGTH ? '' : line;
}

const MAX_LINE_BYTES = 4096;
/** HOST_NAME_MAX, with room for more. */
const MAX_NAME_LENGTH = 255;
