// @module-tag chromium
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { usecAt } from '../../src/render/html/picture/scale.ts';
import { clock } from '../../src/render/time/zoned-time.ts';
import { launchChromium } from './chromium.ts';
import { drawnPicture } from './drawn.ts';
import { openPage, type OpenedPage } from './opened-page.ts';
import { pageOfStory } from './page-of.ts';

let browser: Browser;
let html: string;
let opened: OpenedPage;
beforeAll(async () => {
  browser = await launchChromium();
  ({ html } = await pageOfStory('widget-daemon/live'));
});
afterAll(() => browser?.close());
beforeEach(async () => void (opened = await openPage(browser, html, { hasTouch: true })));
afterEach(async () => {
  expect(await opened.settle()).toEqual([]);
  await opened.close();
});

/** Where the starts stand, once the page has drawn what was asked of it. */
async function starts(): Promise<readonly number[]> {
  await opened.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const { marks } = await drawnPicture(opened.page);
  return marks.filter(({ kind }) => kind === 'start').map(({ x }) => x);
}

test('a finger pans what it zoomed, by buttons', async () => {
  const { page } = opened;
  const before = await starts();
  await page.tap('#zoom-in');
  await page.tap('#zoom-in');
  const near = await starts();
  await page.tap('#pan-right');
  const right = await starts();
  expect(right[0]! - near[0]!).toBeCloseTo(-240, 0);
  await page.tap('#pan-left');
  expect((await starts())[0]).toBeCloseTo(near[0]!, 0);
  await page.tap('#zoom-reset');
  await page.tap('#pan-right');
  expect(await starts()).toEqual(before);
});

test('a tap on a mark, and then on a button, zooms around that mark', async () => {
  const { page } = opened;
  const before = await starts();
  await page.tap('[data-start="1"] .halo');
  await page.tap('#zoom-in');
  await page.tap('#zoom-in');
  const near = await starts();
  expect(near[0]).toBeCloseTo(before[0]!, 0);
  expect(near[1]! - near[0]!).toBeGreaterThan((before[1]! - before[0]!) * 1.5);
});

test('however far it is zoomed, the axis says when it is where its marks stand', async () => {
  const { page } = opened;
  const zone = (await page.locator('svg#picture').getAttribute('data-zone'))!;
  for (let press = 0; press < 14; press += 1) {
    await page.tap('#zoom-in');
    await starts();
    const { scale, ticks } = await page.evaluate(() => ({
      scale: JSON.parse(document.querySelector<SVGSVGElement>('#picture')!.dataset['scale']!) as [number, number][],
      ticks: [...document.querySelectorAll<SVGElement>('#ticks .tick')].map((tick) => ({
        x: Number(/translate\((\S+) /.exec(tick.getAttribute('transform')!)![1]),
        texts: [...tick.querySelectorAll('text')].map(({ textContent }) => textContent),
      })),
    }));
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks[0]?.texts).toHaveLength(2);
    for (const { x, texts } of ticks) {
      // What is written is cut to its last digit, and where it stands to a tenth of a unit.
      const [early, late] = [usecAt({ stops: scale }, x - 0.06), usecAt({ stops: scale }, x + 0.06)];
      const told = [early, late].map((usec) => `${clock(usec, zone).day} ${clock(Math.floor(usec), zone, 3).time}`);
      const said = `${texts[1] ?? ticks[0]!.texts[1]!} ${texts[0]!}`;
      const lower = told[0]!.slice(0, said.length);
      expect(said >= lower && said <= told[1]!, `${said} stands at ${told.join(' to ')}`).toBe(true);
    }
  }
});
