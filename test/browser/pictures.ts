// npm run pictures [-- FOLDER]: the page of three recorded stories as PNG files under fixtures/pictures/, light and dark. Look at each before you commit it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { launchChromium } from './chromium.ts';
import { openPage } from './opened-page.ts';
import { PICTURED } from '../render/recorded-stories.ts';

const FOLDER = process.argv[2] ?? 'fixtures/pictures';
const SIZE = { width: 1280, height: 860 };
const MAX_BYTES = 250_000;

mkdirSync(FOLDER, { recursive: true });
const browser = await launchChromium();
try {
  for (const [name, recording] of Object.entries(PICTURED)) {
    const html = pageOfProgram(`fixtures/scenarios/${recording}.jsonl.gz`);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, settle, close } = await openPage(browser, html, {
        viewport: SIZE,
        colorScheme,
        reducedMotion: 'reduce',
        deviceScaleFactor: 1,
      });
      const path = `${FOLDER}/${name}${colorScheme === 'dark' ? '-dark' : ''}.png`;
      await page.screenshot({ path, animations: 'disabled' });
      const problems = await settle();
      await close();
      if (problems.length > 0) throw new Error(`the page of ${name} has problems: ${problems.join(', ')}`);
      const { size } = statSync(path);
      if (size > MAX_BYTES) throw new Error(`${path} has ${size} bytes, more than ${MAX_BYTES}`);
      process.stdout.write(`${path}: ${size} bytes\n`);
    }
  }
} finally {
  await browser.close();
}

/** What the built program prints, on a host whose zone is UTC. */
function pageOfProgram(path: string): string {
  const args = ['dist/whyalive.mjs', 'report', path, '-n', 'all', '-o', 'html'];
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, TZ: 'UTC' } });
}
