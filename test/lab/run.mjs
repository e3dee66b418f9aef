// Runs a command of the lab that is written in TypeScript: node test/lab/run.mjs COMMAND [ARGUMENT…]
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleProgram } from '../bundle-program.mjs';

const [command, ...rest] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'whyalive-lab-program-'));
process.env['WHYALIVE_LAB_FOLDER'] = import.meta.dirname;
process.argv = [process.argv[0], join(import.meta.dirname, `${command}.ts`), ...rest];
const outfile = join(folder, 'program.mjs');
await bundleProgram(process.argv[1], outfile, {
  external: ['esbuild'],
  // It loads parts of itself by their places in its own folder.
  plugins: [
    {
      name: 'playwright-core stays where it is',
      setup: ({ onResolve }) =>
        onResolve({ filter: /^playwright-core$/ }, () => ({ path: import.meta.resolve('playwright-core'), external: true })),
    },
  ],
  // Loaded, it needs its file no more: nothing stays behind, however it ends.
  banner: {
    js: `import { rmSync as removeBundle } from 'node:fs'; removeBundle(${JSON.stringify(folder)}, { recursive: true, force: true });`,
  },
});
await import(pathToFileURL(outfile).href);
