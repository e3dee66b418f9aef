// Bundles fuzz.ts, which runs itself once more as the process that reads, and runs it: node test/fuzz/run.mjs [--seed N] [--minutes M]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '../bundle-program.mjs';

const folder = mkdtempSync(join(tmpdir(), 'whyalive-fuzz-program-'));
const outfile = join(folder, 'fuzz.mjs');
try {
  await bundleProgram(join(import.meta.dirname, 'fuzz.ts'), outfile, {
    banner: { js: `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);` },
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
