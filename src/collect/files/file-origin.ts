import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { isTime } from '../../model/instant.ts';
import type { FileOriginPayload } from '../../model/observation.ts';
import { openDisk, type Disk } from '../disk/disk.ts';
import { defined } from '../../defined.ts';

const DPKG = '/var/lib/dpkg/info';
const RPM_TIMEOUT_MS = 10_000;
/** The lists of a host with thousands of packages have some 100 MB in all, and one of them some MB. */
const BUDGET = { steps: 1_000_000, bytes: 512 * 1024 * 1024 };
const MAX_LIST_BYTES = 32 * 1024 * 1024;

/** Which package owns each file, by dpkg's lists or by rpm, and when the file, or the link itself, last changed. Paths are as seen from here, under `root` where there is one. */
export async function readFileOrigins(paths: readonly string[], root?: string): Promise<readonly FileOriginPayload[]> {
  const wanted = [...new Set(paths)];
  const inside = (path: string): string =>
    root === undefined || !path.startsWith(join(root, '/')) ? path : path.slice(join(root, '/').length - 1);
  const disk = openDisk(root, BUDGET);
  const owners = await ownersOf(wanted.map(inside), disk, root);
  return wanted.map((path) => {
    const owner = owners.get(inside(path));
    const modifiedUsec = lastChange(inside(path), disk);
    return defined({ source: 'unit-files', kind: 'file-origin', path, modifiedUsec, package: owner });
  });
}

function lastChange(path: string, disk: Disk): string | undefined {
  const found = disk.look(path, { keepsLink: true });
  const usec = found.end === 'found' ? found.stats.mtimeNs / 1000n : -1n;
  // Anybody who may write a file may give it any time.
  return isTime(usec) ? String(usec) : undefined;
}

async function ownersOf(paths: readonly string[], disk: Disk, root: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (disk.exists(DPKG)) return ownersByLists(paths, disk);
  const hasRpm = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'].some((folder) => disk.exists(folder));
  return hasRpm ? ownersByRpm(paths, root) : new Map();
}

/** Reads dpkg's lists itself, as `dpkg -S` does; where /lib is a link to /usr/lib, either may be the listed name. */
function ownersByLists(paths: readonly string[], disk: Disk): ReadonlyMap<string, string> {
  const left = new Map(paths.flatMap((path) => spellings(path).map((spelling) => [spelling, path] as const)));
  const owners = new Map<string, string>();
  for (const name of disk.names(DPKG)) {
    if (!name.endsWith('.list') || left.size === 0) continue;
    const text = disk.readText(`${DPKG}/${name}`, { most: MAX_LIST_BYTES })?.text ?? '';
    for (const [spelling, path] of left) {
      const at = text.indexOf(`${spelling}\n`);
      if (at === -1 || (at > 0 && text[at - 1] !== '\n')) continue;
      if (!owners.has(path)) owners.set(path, name.slice(0, -'.list'.length).replace(/:[a-z0-9-]+$/, ''));
      left.delete(spelling);
    }
  }
  return owners;
}

function spellings(path: string): readonly string[] {
  if (path.startsWith('/usr/lib/')) return [path, path.slice('/usr'.length)];
  return path.startsWith('/lib/') ? [path, `/usr${path}`] : [path];
}

/** One call for all; rpm prints one line a file, in order, and of one that no package owns a sentence. */
function ownersByRpm(paths: readonly string[], root: string | undefined): Promise<ReadonlyMap<string, string>> {
  const argv = [...(root === undefined ? [] : ['--root', root]), '-qf', '--queryformat', 'package %{NAME}\\n', '--', ...paths];
  return new Promise((resolve) => {
    execFile('rpm', argv, { timeout: RPM_TIMEOUT_MS, env: { ...process.env, LC_ALL: 'C' } }, (_error, stdout) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      // A file in several packages has several lines; then it cannot be told which line belongs to which file.
      if (lines.length !== paths.length) return resolve(new Map());
      resolve(
        new Map(
          paths.flatMap((path, index) =>
            lines[index]?.startsWith('package ') === true ? [[path, lines[index].slice('package '.length)] as const] : [],
          ),
        ),
      );
    });
  });
}
