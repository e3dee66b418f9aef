// @module-tag chromium
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Timeline } from '../../src/model/timeline.ts';
import { manyStarts } from '../bench/render-many-starts.ts';
import { launchChromium } from './chromium.ts';
import { drawnPicture, placeOf } from './drawn.ts';
import { openPage, type OpenedPage } from './opened-page.ts';
import { pageOf, pageOfStory } from './page-of.ts';

let browser: Browser;
let html: string;
let timeline: Timeline;
let opened: OpenedPage;
beforeAll(async () => {
  browser = await launchChromium();
  ({ html, timeline } = await pageOfStory('api-gateway/live'));
});
afterAll(() => browser?.close());
beforeEach(async () => void (opened = await openPage(browser, html)));
afterEach(async () => {
  expect(await opened.settle()).toEqual([]);
  await opened.close();
});

const FOLD = 'svg#picture [data-fold]';

/** The numbers of the starts that are drawn by themselves, and of the rows that are seen. */
async function seen(page: Page): Promise<{ readonly marks: readonly number[]; readonly rows: readonly number[]; readonly folds: number }> {
  return page.evaluate(() => {
    const shown = (selector: string): HTMLElement[] =>
      [...document.querySelectorAll<HTMLElement>(selector)].filter(
        (element) => element.getClientRects().length > 0 && element.getAttribute('display') !== 'none',
      );
    return {
      marks: shown('svg#picture [data-start]').map(({ dataset }) => Number(dataset['start'])),
      rows: shown('tr[data-row]').map(({ dataset }) => Number(dataset['row'])),
      folds: shown('svg#picture [data-fold]').length,
    };
  });
}

const all = (): readonly number[] => timeline.starts.map((_, index) => index + 1);

async function expectUnfolded(): Promise<void> {
  const { marks, rows, folds } = await seen(opened.page);
  expect([...marks].sort((a, b) => a - b)).toEqual(all());
  expect(rows).toEqual(all());
  expect(folds).toBe(0);
  const drawn = await drawnPicture(opened.page);
  for (const { x, at } of drawn.marks) expect(Math.abs(x - placeOf(drawn.scale, at))).toBeLessThanOrEqual(1);
}

test('the loop is folded into one mark that says how many starts it holds, and a row that says the same', async () => {
  const { marks, rows, folds } = await seen(opened.page);
  const count = await opened.page.locator(FOLD).getAttribute('data-count');
  expect(folds).toBe(1);
  expect(marks).toHaveLength(timeline.starts.length - Number(count));
  expect(rows).toEqual(marks);
  expect(await opened.page.locator(FOLD).textContent()).toContain(`×${String(count)}`);
  expect(await opened.page.locator('tr', { has: opened.page.locator('button[data-unfold]') }).textContent()).toContain(`×${String(count)}`);
});

test('its button unfolds picture and table, and folds them again', async () => {
  const before = await seen(opened.page);
  const button = opened.page.locator('button[data-unfold]');
  await button.click();
  expect(await button.getAttribute('aria-expanded')).toBe('true');
  await expectUnfolded();
  await button.click();
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  expect(await seen(opened.page)).toEqual(before);
});

test('a click on the folded mark unfolds it', async () => {
  const box = (await opened.page.locator(`${FOLD} rect`).boundingBox())!;
  await opened.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expectUnfolded();
});

test('so does Enter, and the focus goes to the first that was unfolded', async () => {
  const first = (await seen(opened.page)).marks.findLast((number, index) => number === index + 1)! + 1;
  await opened.page.locator(FOLD).focus();
  await opened.page.keyboard.press('Enter');
  await expectUnfolded();
  expect(await opened.page.evaluate(() => (document.activeElement as SVGElement).dataset['start'])).toBe(String(first));
});

test('a thousand starts are drawn as few marks', { timeout: 60_000 }, async () => {
  const many = await openPage(browser, await pageOf(await manyStarts(1000)));
  const { marks } = await seen(many.page);
  expect(marks.length).toBeGreaterThan(0);
  expect(marks.length).toBeLessThan(300);
  expect(await many.settle()).toEqual([]);
  await many.close();
});

test('unfolded starts of one lane hide none of another', { timeout: 60_000 }, async () => {
  const many = await openPage(browser, await pageOf(await manyStarts(400)));
  await many.page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLElement>('button[data-unfold]')) button.click();
  });
  await many.page.keyboard.press('+');
  await many.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const marks = await many.page.evaluate(() =>
    [...document.querySelectorAll<SVGElement>('svg#picture [data-of-group][data-start]')].map((mark) => ({
      unit: mark.dataset['unit']!,
      group: mark.dataset['ofGroup']!,
      x: Number(/translate\((\S+) /.exec(mark.getAttribute('transform')!)![1]),
      isDrawn: mark.getAttribute('display') !== 'none',
    })),
  );
  expect(new Set(marks.map(({ unit }) => unit)).size).toBe(2);
  const hidden = marks.filter(({ isDrawn, x }) => !isDrawn && x > 220 && x < 1190);
  expect(hidden.length).toBeGreaterThan(0);
  for (const { x, unit, group } of hidden) {
    const before = marks.filter((one) => one.isDrawn && one.unit === unit && one.group === group && one.x <= x && x - one.x < 7.2);
    expect(before.length, `${unit} at ${x}`).toBeGreaterThan(0);
  }
  expect(await many.settle()).toEqual([]);
  await many.close();
});
