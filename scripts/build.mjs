import { chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { pageParts } from './build-page-parts.mjs';
import { leftOut } from './build-left-out.mjs';
import { requireReviewed, thirdPartyLicenses } from './build-licenses.mjs';

// Bundles src/cli.ts into dist/whyalive.mjs. dbus-next and every command become chunks that are loaded when they are needed,
// which keeps `whyalive --version` close to bare node. The bundle is made beside dist and moved into place, so that a program
// that runs from dist during a build finds it whole.

const root = new URL('../', import.meta.url);
const at = (path) => new URL(path, root).pathname;
const staging = `dist.partial-${process.pid}`;

await rm(at(staging), { recursive: true, force: true });
try {
  const { metafile } = await bundle();
  requireReviewed(metafile, at('.'));
  await writeFile(at(`${staging}/third-party-licenses.txt`), thirdPartyLicenses(metafile, at('.')));
  await shipDemo();
  await copyFile(at('src/render/json/timeline.schema.json'), at(`${staging}/timeline.schema.json`));
  await copyFile(at('src/recording/whyalive-record.service'), at(`${staging}/whyalive-record.service`));
  await chmod(at(`${staging}/whyalive.mjs`), 0o755);
  await rm(at('dist'), { recursive: true, force: true });
  await rename(at(staging), at('dist'));
} finally {
  await rm(at(staging), { recursive: true, force: true });
}

async function bundle() {
  return build({
    absWorkingDir: at('.'),
    entryPoints: { whyalive: 'src/cli.ts', 'whyalive-probe': 'src/probe.ts' },
    outdir: staging,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    metafile: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    define: await pageParts(),
    minify: false,
    sourcemap: false,
    legalComments: 'none',
    // dbus-next reaches for these only when they are there: a native socket for file descriptors, and X11 for the bus address.
    external: ['usocket', 'x11'],
    plugins: [leftOut],
    // What dbus-next and cli-table3 require() at run time: esbuild's ESM output has no `require` of its own.
    banner: {
      js: "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

// The incident that `whyalive` without arguments replays; a release without it would be broken, so CI refuses to build one.
async function shipDemo() {
  await mkdir(at(`${staging}/demo`), { recursive: true });
  try {
    await copyFile(at('fixtures/scenarios/widget-daemon/live.jsonl.gz'), at(`${staging}/demo/widget-daemon.jsonl.gz`));
  } catch (error) {
    if (error.code !== 'ENOENT' || process.env.CI) {
      throw new Error(
        'build: fixtures/scenarios/widget-daemon/live.jsonl.gz cannot be shipped as the demo; record it with npm run matrix -- --save',
        { cause: error },
      );
    }
    process.stderr.write('build: no demo recording yet; record it with npm run matrix -- --save\n');
  }
}
