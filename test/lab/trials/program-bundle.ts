import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { labFolder } from '../lab.ts';

/** A program of this folder with the libraries that it needs, in one text. esbuild is looked for from the lab's folder, because this file may be bundled itself. */
export async function bundleProgram(name: string): Promise<string> {
  const folder = join(labFolder(), 'trials');
  const { build } = createRequire(join(folder, name))('esbuild') as typeof import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [resolve(folder, name)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['usocket', 'x11'],
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  });
  return outputFiles[0]?.text ?? '';
}
