import { build } from 'esbuild';
import { pageParts } from '../scripts/build-page-parts.mjs';

/** Bundles a program of the tests that is written in TypeScript; `more` adds options of esbuild. */
export async function bundleProgram(entry, outfile, more = {}) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: await pageParts(),
    logLevel: 'error',
    ...more,
  });
}
