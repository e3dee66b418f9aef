import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError, labFolder } from './lab.ts';

/** The matrix: Debian's suites with their systemd. */
export const SUITES = [
  { suite: 'bullseye', version: 247 },
  { suite: 'bookworm', version: 252 },
  { suite: 'trixie', version: 257 },
  { suite: 'forky', version: 262 },
] as const;

/** The roots that are built already. */
export function builtRoots(): readonly string[] {
  return SUITES.map(({ suite }) => placeOf(suite)).filter((root) => existsSync(root));
}

/** The folder of the root for a systemd version, built when it is not there yet (60-90 s each, once, with mmdebstrap). */
export function rootOf(version: number): string {
  const entry = SUITES.find((candidate) => candidate.version === version);
  if (entry === undefined) {
    throw new LabError(`there is no root with systemd ${version}: use one of ${SUITES.map((suite) => suite.version).join(', ')}`);
  }
  const script = join(labFolder(), 'build-root.sh');
  const root = placeOf(entry.suite);
  if (existsSync(root)) return root;
  process.stderr.write(`building the root of ${entry.suite} in ${root}, once\n`);
  const built = spawnSync(script, [entry.suite, root], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (built.status === 0) return root;
  const missing = built.stderr.includes('mmdebstrap: not found');
  throw new LabError(
    missing
      ? `the root of ${entry.suite} cannot be built: mmdebstrap is not installed; install it with: apt-get install mmdebstrap`
      : `the root of ${entry.suite} could not be built:\n${built.stderr.slice(-2000)}`,
  );
}

/** Where the root of a suite lies, or will; another recipe makes another one. */
function placeOf(suite: string): string {
  const recipe = createHash('sha256')
    .update(readFileSync(join(labFolder(), 'build-root.sh')))
    .digest('hex')
    .slice(0, 8);
  return join(process.env['WHYALIVE_LAB_CACHE'] ?? '/var/cache/whyalive-lab', `${suite}-${recipe}`);
}
