import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../../', import.meta.url).pathname;

/** What a program printed, and how it ended. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function npm(folder: string, ...argv: readonly string[]): Ran {
  const { stdout, stderr, status, error } = spawnSync('npm', [...argv, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 240_000,
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (error !== undefined) throw new Error(`npm ${argv.join(' ')} could not run: ${error.message}`);
  return { stdout, stderr, status };
}

/** One file of a package, as `npm pack --json` names it. */
export interface Packed {
  readonly tarball: string;
  /** In bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Packs what is built into a folder; `npm test` builds it first. */
export function pack(folder: string): Packed {
  const { stdout, stderr, status } = npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  // npm before 12 prints a list, later ones an object by name.
  const printed = JSON.parse(stdout) as readonly Omit<Packed, 'tarball'>[] | Readonly<Record<string, Omit<Packed, 'tarball'>>>;
  const [packed] = Object.values(printed);
  if (packed === undefined) throw new Error(`npm pack told of no package: ${stdout}`);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  return { ...packed, tarball: join(folder, tarball) };
}

/** Fetches one release line of Node as the registry's `node` package has it; gives the program's path. Throws when the registry does not answer. */
export function fetchNode(major: number, folder: string): string {
  const prefix = join(folder, `node-${String(major)}`);
  mkdirSync(prefix);
  const { stderr, status } = npm(prefix, 'install', '--prefix', prefix, '--no-save', '--no-package-lock', `node@${String(major)}`);
  const program = join(prefix, 'node_modules/node/bin/node');
  if (status !== 0 || !existsSync(program))
    throw new Error(
      `Node ${String(major)} could not be fetched from the npm registry, which this test needs to try the package on it: ${stderr}`,
    );
  return program;
}

/** Installs the tarball globally into an empty prefix, with a cache that is empty and no registry in reach: nothing may be fetched. */
export function installOffline(tarball: string, folder: string): string {
  const prefix = join(folder, 'prefix');
  const flags = ['--prefix', prefix, '--cache', join(folder, 'empty-cache'), '--offline', '--registry', 'http://127.0.0.1:9/'];
  const { stderr, status } = npm(folder, 'install', '--global', ...flags, tarball);
  if (status !== 0) throw new Error(`npm install --global --offline ${tarball} failed: ${stderr}`);
  return prefix;
}

/** Runs the installed program with a Node, in an environment that has nothing but a PATH on which there is no systemctl. */
export function runInstalled(prefix: string, node: string, argv: readonly string[]): Ran {
  const bin = join(node, '..');
  const { stdout, stderr, status } = spawnSync(join(prefix, 'bin/whyalive'), argv, {
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: bin, TZ: 'UTC' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { stdout, stderr, status };
}
