import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json';
import { EXIT_STATUS } from '../../src/exit-status.ts';
import { FORMAT_NAMES } from '../../src/render/formats.ts';
import { localLinks } from '../man/links.ts';
import { fetchNode, installOffline, pack, runInstalled, type Packed } from './installed-package.ts';

const MAX_BYTES = 3_000_000;
const MAJORS = [20, 22, 24] as const;

let folder: string;
let packed: Packed;
let prefix: string;
const installed = (path: string): string => join(prefix, 'lib/node_modules/whyalive', path);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-package-'));
  packed = pack(folder);
  prefix = installOffline(packed.tarball, folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('is smaller than 3 MB, packed and unpacked', () => {
    expect(packed.size).toBeLessThan(MAX_BYTES);
    expect(packed.unpackedSize).toBeLessThan(MAX_BYTES);
  });

  test('holds what is needed, and nothing of development', () => {
    const names = packed.files.map(({ path }) => path);
    const allowed =
      /^(package\.json|(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|SECURITY)\.md|LICENSE|docs\/[\w/-]+\.md|dist\/.+|man\/whyalive[\w-]*\.\d|fixtures\/pictures\/.+\.png)$/;
    expect(names.filter((name) => !allowed.test(name) || /\.(ts|map|snap)$/.test(name))).toEqual([]);
    const needed = [
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'dist/whyalive.mjs',
      'dist/whyalive-probe.mjs',
      'dist/whyalive-record.service',
      'dist/timeline.schema.json',
      'dist/third-party-licenses.txt',
      'dist/demo/widget-daemon.jsonl.gz',
      ...manifest.man.map((page) => page.replace('./', '')),
    ];
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('what its documents link to and show is in it', () => {
    const names = packed.files.map(({ path }) => path);
    const documents = names.filter((name) => name.endsWith('.md'));
    expect(documents).toContain('README.md');
    const linked = documents.flatMap((document) => localLinks(readFileSync(installed(document), 'utf8'), posix.dirname(document)));
    expect(linked.filter((link) => !link.startsWith('#') && !names.includes(link))).toEqual([]);
    expect(names.filter((name) => name.endsWith('.png') && !linked.includes(name))).toEqual([]);
  });

  test('depends on nothing: all is bundled', () => {
    expect(Object.keys(manifest).filter((key) => /^(d|optionalD|peerD|bundledD|bundleD)ependencies$/i.test(key))).toEqual([]);
  });

  test('every script, export, program and page of package.json is there', () => {
    const named = [...Object.values(manifest.bin), ...Object.values(manifest.exports), ...manifest.man].map((path) =>
      path.replace('./', ''),
    );
    const names = packed.files.map(({ path }) => path);
    expect(named.filter((path) => !names.includes(path))).toEqual([]);
  });

  test('npm has nothing to say against publishing it', () => {
    const { stderr, status } = spawnSync('npm', ['publish', '--dry-run', '--ignore-scripts', '--loglevel', 'warn', packed.tarball], {
      cwd: folder,
      encoding: 'utf8',
    });
    // Who publishes is logged in; a warning of this machine's own configuration is none of the package.
    const said = stderr.split('\n').filter((line) => /^npm (warn|error)/i.test(line) && !/logged in|Unknown \w+ config/.test(line));
    expect({ said, status }).toEqual({ said: [], status: 0 });
  });

  test('ships the licence of every package whose code it holds', () => {
    const licenses = readFileSync(installed('dist/third-party-licenses.txt'), 'utf8');
    const programs = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.mjs'));
    // esbuild writes above each part which file it is of.
    const bundled = new Set(
      programs.flatMap((path) =>
        [...readFileSync(installed(path), 'utf8').matchAll(/^\/\/ node_modules\/(?:.*node_modules\/)?((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(
          ([, name = '']) => name,
        ),
      ),
    );
    expect(bundled.size).toBeGreaterThan(5);
    for (const name of bundled) {
      const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string };
      const [, text = ''] = licenses.split(`\n${'-'.repeat(78)}\n${name} ${version}\n`);
      expect(text.split('-'.repeat(78))[0]?.length, name).toBeGreaterThan(400);
    }
  });

  test('man finds its pages in the prefix', { tags: ['man'] }, () => {
    for (const page of manifest.man) {
      const [, name = '', section = ''] = /([\w-]+)\.(\d)$/.exec(page) ?? [];
      const { stdout, stderr, error } = spawnSync('man', ['-M', join(prefix, 'share/man'), '-w', section, name], { encoding: 'utf8' });
      if (error !== undefined) throw new Error('man is not installed, with which the pages are read: apt-get install man-db');
      expect({ found: stdout.trim(), stderr }).toEqual({
        found: realpathSync(join(prefix, 'share/man', `man${section}`, `${name}.${section}`)),
        stderr: '',
      });
    }
  });
});

describe.each(MAJORS)('on Node %i', (major) => {
  let node: string;
  beforeAll(() => {
    node = fetchNode(major, folder);
  }, 300_000);
  const run = (...argv: string[]): string => {
    const { stdout, stderr, status } = runInstalled(prefix, node, argv);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout;
  };

  test('--version', () => {
    expect(run('--version')).toBe(`whyalive ${manifest.version}\n`);
    expect(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout).toMatch(new RegExp(`^v${String(major)}\\.`));
  });

  test('--help, and completion', () => {
    expect(run('--help')).toMatch(/^Who keeps starting this unit\?/);
    expect(run('completion', 'bash')).toContain('complete -F _whyalive whyalive');
  });

  test('the demo is replayed without systemd', () => {
    expect(run()).toContain('widget-daemon.service');
  });

  test.each(FORMAT_NAMES)('the demo as %s', (format) => {
    expect(run('-o', format)).toMatch(/widget-daemon/);
  });

  test('a report of a recording', () => {
    const demo = installed('dist/demo/widget-daemon.jsonl.gz');
    expect(run('report', '-o', 'cat', demo).trim().split('\n').length).toBeGreaterThan(1);
  });

  // Where systemd runs there is no such unit; where it does not, that is said.
  test('a question about this machine is answered in one sentence', () => {
    const { stdout, stderr, status } = runInstalled(prefix, node, ['no-such-unit-of-this-test']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^whyalive: .+\n$/);
    expect([EXIT_STATUS.failure, EXIT_STATUS.noSuchUnit]).toContain(status);
  });
});
