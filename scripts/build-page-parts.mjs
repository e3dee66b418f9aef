import { createHash } from 'node:crypto';
import { build } from 'esbuild';

/**
 * The style and the program of the HTML page (src/render/html/viewer/) as text with their hashes, ready to stand in for WHYALIVE_PAGE_PARTS of
 * src/render/html/page-parts.ts: what bundles or loads the renderers takes it as a `define`.
 */
export async function pageParts() {
  const text = async (file) => {
    const { outputFiles } = await build({
      entryPoints: [new URL(`../src/render/html/viewer/${file}`, import.meta.url).pathname],
      bundle: true,
      write: false,
      minify: true,
      format: 'iife',
      platform: 'browser',
      target: ['chrome100', 'firefox100', 'safari16'],
      charset: 'ascii',
      legalComments: 'none',
      logLevel: 'error',
    });
    return outputFiles[0].text.trim();
  };
  const hash = (content) => `sha256-${createHash('sha256').update(content).digest('base64')}`;
  const [program, style] = [await text('viewer.ts'), await text('page.css')];
  for (const part of [program, style]) {
    if (/<\/(script|style)|<!--/i.test(part)) throw new Error('build: the page would end within its own script or style');
  }
  return { WHYALIVE_PAGE_PARTS: JSON.stringify({ style, styleHash: hash(style), program, programHash: hash(program) }) };
}
