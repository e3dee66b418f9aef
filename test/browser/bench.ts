// The part of npm run bench that needs a browser: what it takes to zoom and pan a thousand starts, all unfolded, against ten. Exits with 1 when that is too much.
import type { Browser, Page } from 'playwright-core';
import { manyStarts } from '../bench/render-many-starts.ts';
import { launchChromium } from './chromium.ts';
import { openPage } from './opened-page.ts';
import { pageOf } from './page-of.ts';

const BOUND = 12;
const ROUNDS = 3;

const browser = await launchChromium();
try {
  const [few, many] = [await bestWork(browser, 10), await bestWork(browser, 1000)];
  const ratio = many / few;
  const told = `zooming and panning 1,000 starts, unfolded: ${ratio.toFixed(1)} × the work of 10 (${(few * 1000).toFixed(0)} ms), bound ${BOUND} ×`;
  const isHeld = ratio < BOUND;
  console.log(`${isHeld ? 'ok  ' : 'FAIL'} ${told}\n\n${isHeld ? '1 passed, 0 failed' : '0 passed, 1 failed'}`);
  process.exitCode = isHeld ? 0 : 1;
} finally {
  await browser.close();
}

/** The least that it took in some rounds, in seconds. */
async function bestWork(its: Browser, count: number): Promise<number> {
  const { page, settle, close } = await openPage(its, await pageOf(await manyStarts(count)));
  const works: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) works.push(await workOfUse(page));
  const problems = await settle();
  await close();
  if (problems.length > 0) throw new Error(`the page of ${count} starts has problems: ${problems.join(', ')}`);
  return Math.min(...works);
}

/** What the browser's main thread works, in seconds, for 60 frames of zooming and panning with all unfolded. */
async function workOfUse(page: Page): Promise<number> {
  await page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLElement>('button[data-unfold]')) button.click();
    (document.activeElement as HTMLElement | null)?.blur();
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taken = async (): Promise<number> =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value;
  const before = await taken();
  await page.evaluate(async () => {
    const keys = ['+', 'ArrowRight', 'ArrowRight', 'ArrowLeft', '+', 'ArrowRight', '-', 'ArrowLeft', 'ArrowRight', '-'];
    for (let frame = 0; frame < 60; frame += 1) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: keys[frame % keys.length]!, bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
  });
  return (await taken()) - before;
}
