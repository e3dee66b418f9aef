// Bundles fuzz.ts, which runs itself once more as the process that reads, and runs it: node test/fuzz/run.mjs [--seed N] [--minutes M]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { pageParts } from '../../scripts/build-page-parts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'whyalive-fuzz-program-'));
const outfile = join(folder, 'fuzz.mjs');
try {
  await build({
    entryPoints: [join(import.meta.dirname, 'fuzz.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: await pageParts(),
    banner: { js: `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);` },
    logLevel: 'error',
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
