import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError, labFolder } from './lab.ts';
import { PROFILES, type ProfileName } from './profiles.ts';

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

/** The folder of the root for a systemd version, built when it is not there yet (60-90 s each, once, with mmdebstrap; a profile takes some seconds more). */
export function rootOf(version: number, profile: ProfileName = 'plain'): string {
  const entry = SUITES.find((candidate) => candidate.version === version);
  if (entry === undefined) {
    throw new LabError(`there is no root with systemd ${version}: use one of ${SUITES.map((suite) => suite.version).join(', ')}`);
  }
  const plain = placeOf(entry.suite);
  build(`the root of ${entry.suite}`, plain, 'build-root.sh', [entry.suite, plain]);
  if (profile === 'plain') return plain;
  const { packages } = PROFILES[profile];
  const place = `${plain}-${profile}-${hashOf(readFileSync(join(labFolder(), 'add-packages.sh')), packages.join(' '))}`;
  build(`the root of ${entry.suite} with ${profile}`, place, 'add-packages.sh', [plain, place, ...packages]);
  return place;
}

function build(what: string, place: string, script: string, words: readonly string[]): void {
  if (existsSync(place)) return;
  process.stderr.write(`building ${what} in ${place}, once\n`);
  const built = spawnSync(join(labFolder(), script), words, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (built.status === 0) return;
  const missing = built.stderr.includes('mmdebstrap: not found');
  throw new LabError(
    missing
      ? `${what} cannot be built: mmdebstrap is not installed; install it with: apt-get install mmdebstrap`
      : `${what} could not be built:\n${built.stderr.slice(-2000)}`,
  );
}

/** Where the plain root of a suite lies, or will; another recipe makes another one. */
function placeOf(suite: string): string {
  const recipe = hashOf(readFileSync(join(labFolder(), 'build-root.sh')));
  return join(process.env['WHYALIVE_LAB_CACHE'] ?? '/var/cache/whyalive-lab', `${suite}-${recipe}`);
}

function hashOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 8);
}
