// @module-tag chromium
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PICTURED } from '../render/recorded-stories.ts';
import { launchChromium } from './chromium.ts';
import { drawnPicture } from './drawn.ts';
import { faintTexts, overlappingTexts, tooWide } from './legibility.ts';
import { openPage } from './opened-page.ts';
import { pageOfStory } from './page-of.ts';

let browser: Browser;
beforeAll(async () => void (browser = await launchChromium()));
afterAll(() => browser?.close());

/** Stories with much to write in little room: stacks, loops, bursts, boots, many units. */
const STORIES = [...Object.values(PICTURED), 'crash-loop/live', 'boot/back', 'client-sudo/live', 'finding-api-gateway/back'];

async function opened<T>(name: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
  const { page, settle, close } = await openPage(browser, (await pageOfStory(name)).html, options);
  const seen = await look(page);
  expect(await settle()).toEqual([]);
  await close();
  return seen;
}

describe.each(STORIES)('%s', (name) => {
  test.each([1280, 1600])('no text of the picture stands upon another one, %i wide', async (width) => {
    expect(await opened(name, { viewport: { width, height: 900 } }, overlappingTexts)).toEqual([]);
  });

  test.each([390, 768, 1280])('nothing is wider than a window of %i', async (width) => {
    expect(await opened(name, { viewport: { width, height: 844 } }, tooWide)).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('every text stands out from its ground, %s', async (colorScheme) => {
    const faint = await opened(name, { colorScheme }, async (page) => {
      // What is folded away is read too.
      for (const details of await page.locator('details').all()) await details.evaluate((one) => one.setAttribute('open', ''));
      return faintTexts(page);
    });
    expect(faint).toEqual([]);
  });
});

async function paper(page: Page): Promise<number> {
  const colour = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  return Math.max(...(colour.match(/\d+/g) ?? []).map(Number));
}

test('it is dark where the reader wants it dark, and light on paper all the same', async () => {
  expect(await opened('widget-daemon/live', { colorScheme: 'light' }, paper)).toBeGreaterThan(230);
  expect(await opened('widget-daemon/live', { colorScheme: 'dark' }, paper)).toBeLessThan(60);
  const printed = await opened('widget-daemon/live', { colorScheme: 'dark' }, async (page) => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await faintTexts(page)).toEqual([]);
    return paper(page);
  });
  expect(printed).toBe(255);
});

test('on paper the whole picture is seen, rows are not cut, and buttons are left out', async () => {
  await opened('stack/live', {}, async (page) => {
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const picture = (await page.locator('svg#picture').boundingBox())!;
    expect(picture.width).toBeLessThanOrEqual(718);
    expect(picture.width).toBeGreaterThan(600);
    expect(await tooWide(page)).toEqual([]);
    const broken = await page
      .locator('tr, svg#picture, pre')
      .evaluateAll((all) =>
        all
          .filter((one) => !['avoid', 'avoid-page'].includes(getComputedStyle(one.closest('figure') ?? one).breakInside))
          .map(({ tagName }) => tagName),
      );
    expect(broken).toEqual([]);
    expect(await page.locator('button:visible').count()).toBe(0);
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(10_000);
  });
});

test('without its program the picture and the table are there, what is folded too, and nothing that does not work', async () => {
  const { html, timeline } = await pageOfStory('api-gateway/live');
  const { page, problems, close } = await openPage(browser, html, { javaScriptEnabled: false });
  expect(await page.locator('svg#picture [data-start]').first().isVisible()).toBe(true);
  for (const [index] of timeline.starts.entries())
    expect(await page.locator(`tr[data-row="${index + 1}"]`).isVisible(), String(index + 1)).toBe(true);
  expect(await page.locator('button:visible').count()).toBe(0);
  expect(problems).toEqual([]);
  await close();
});

test('who wants less motion gets none', async () => {
  await opened('widget-daemon/live', { reducedMotion: 'reduce' }, async (page) => {
    const moving = await page.locator('*').evaluateAll((all) =>
      all
        .filter((one) => {
          const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
          return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== 'none' || scrollBehavior === 'smooth';
        })
        .map(({ tagName }) => tagName),
    );
    expect(moving).toEqual([]);
    await page.keyboard.press('+');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const zoomed = await drawnPicture(page);
    await page.waitForTimeout(300);
    expect(await drawnPicture(page)).toEqual(zoomed);
  });
});
