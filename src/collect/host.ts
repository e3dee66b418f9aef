import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { textOf } from './attempt.ts';
import { namesInFolder } from './files/read-file.ts';
import type { HostPayload } from '../model/observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { defined } from '../defined.ts';

const run = promisify(execFile);

/** The host that the observations come from; under `root`, as described by the files there. What cannot be read is left out. */
export async function readHost(options: { readonly scope: ManagerScope; readonly root?: string }): Promise<HostPayload> {
  const { scope, root } = options;
  const name = root === undefined ? hostname() : firstLine(join(root, 'etc/hostname'));
  const machineId = firstLine(join(root ?? '/', 'etc/machine-id'));
  const systemdVersion = root === undefined ? await runningVersion() : libraryVersion(root);
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
  return existsSync('/run/systemd/system');
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
function libraryVersion(root: string): string | undefined {
  for (const folder of ['usr/lib/systemd', 'lib/systemd', 'usr/lib64/systemd', ...multiarchFolders(root)]) {
    for (const name of namesInFolder(join(root, folder))) {
      const version = /^libsystemd-shared-((\d+).*)\.so$/.exec(name);
      if (version !== null) return version[1] === version[2] ? version[2] : `${version[2] ?? ''} (${version[1] ?? ''})`;
    }
  }
  return undefined;
}

function multiarchFolders(root: string): string[] {
  return namesInFolder(join(root, 'usr/lib'))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join('usr/lib', name, 'systemd'));
}

function firstLine(path: string): string {
  return textOf(path).split('\n', 1)[0]?.trim() ?? '';
}
