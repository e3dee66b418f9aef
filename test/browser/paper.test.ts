// @module-tag chromium
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { openPage } from './opened-page.ts';
import { pageOfStory } from './page-of.ts';

let browser: Browser;
beforeAll(async () => void (browser = await launchChromium()));
afterAll(() => browser?.close());

test('the evidence is printed, and afterwards open is what was open before', async () => {
  const { page, settle, close } = await openPage(browser, (await pageOfStory('widget-daemon/live')).html);
  const opened = () => page.locator('main details').evaluateAll((all) => all.map((one) => (one as HTMLDetailsElement).open));
  await page.locator('.chain > details > summary').nth(1).click();
  const before = await opened();
  expect(before.filter(Boolean)).toHaveLength(1);
  await page.evaluate(() => {
    addEventListener('beforeprint', () => {
      const closed = document.querySelectorAll('main details:not([open])').length;
      document.body.dataset['printed'] = String(closed);
    });
  });
  await page.pdf();
  expect(await page.evaluate(() => document.body.dataset['printed'])).toBe('0');
  await expect.poll(opened).toEqual(before);
  expect(await settle()).toEqual([]);
  await close();
});
