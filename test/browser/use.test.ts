// @module-tag chromium
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Timeline } from '../../src/model/timeline.ts';
import { launchChromium } from './chromium.ts';
import { drawnPicture, placeOf } from './drawn.ts';
import { openPage, type OpenedPage } from './opened-page.ts';
import { pageOfStory } from './page-of.ts';

let browser: Browser;
let html: string;
let timeline: Timeline;
let opened: OpenedPage;
beforeAll(async () => {
  browser = await launchChromium();
  ({ html, timeline } = await pageOfStory('widget-daemon/live'));
});
afterAll(() => browser?.close());
beforeEach(async () => void (opened = await openPage(browser, html)));
afterEach(async () => {
  expect(await opened.settle()).toEqual([]);
  await opened.close();
});

const THIRD = '[data-start="3"]';

/** What the third start cites, as texts. */
function cited(): readonly string[] {
  return timeline.starts[2]!.chain.flatMap(({ evidence }) => evidence.map((id) => timeline.evidence[id]!.text));
}

/** The middle of a mark, as a person would point at it. */
async function pointAt(mark: string): Promise<void> {
  const box = (await opened.page.locator(`${mark} .halo`).boundingBox())!;
  await opened.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

async function card(): Promise<{ readonly isShown: boolean; readonly isPinned: boolean; readonly text: string }> {
  return opened.page.evaluate(() => {
    const element = document.querySelector<HTMLElement>('#card')!;
    const isShown = !element.hidden && element.getClientRects().length > 0;
    return { isShown, isPinned: element.dataset['pinned'] !== undefined, text: element.textContent };
  });
}

async function settled(): Promise<void> {
  await opened.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Marks stand where the scale has them now, in their lanes, whatever is zoomed. */
async function xOfMarks(): Promise<readonly number[]> {
  await settled();
  const drawn = await drawnPicture(opened.page);
  const lane = drawn.lanes.find(({ unit }) => unit === 'widget-daemon.service')!;
  for (const { x, y, at } of drawn.marks) {
    expect(Math.abs(x - placeOf(drawn.scale, at))).toBeLessThanOrEqual(1);
    expect(Math.abs(y - lane.y)).toBeLessThanOrEqual(1);
  }
  for (const { ofStart, hop, ends } of drawn.arrows) {
    const isLast = timeline.starts[ofStart - 1]!.chain.length === hop;
    const mark = drawn.marks.find(({ kind, number }) => kind === 'start' && number === ofStart)!;
    if (isLast) expect(Math.hypot(ends[0] - mark.x, ends[1] - mark.y)).toBeLessThanOrEqual(2);
  }
  return drawn.marks.filter(({ kind }) => kind === 'start').map(({ x }) => x);
}

test('pointing at a mark shows its evidence, and it goes with the pointer', async () => {
  expect((await card()).isShown).toBe(false);
  await pointAt(THIRD);
  const shown = await card();
  expect(shown).toMatchObject({ isShown: true, isPinned: false });
  expect(cited().length).toBeGreaterThan(2);
  for (const text of cited()) expect(shown.text).toContain(text);
  expect(shown.text).toContain('/etc/systemd/system/reconcile.service:');
  await opened.page.mouse.move(5, 5);
  expect((await card()).isShown).toBe(false);
});

test('a click pins the card until Escape', async () => {
  await pointAt(THIRD);
  await opened.page.mouse.down();
  await opened.page.mouse.up();
  await opened.page.mouse.move(5, 5);
  expect(await card()).toMatchObject({ isShown: true, isPinned: true });
  await pointAt('[data-start="1"]');
  expect((await card()).text).toContain(cited()[0]);
  await opened.page.keyboard.press('Escape');
  expect(await card()).toMatchObject({ isShown: false, isPinned: false });
});

test('Tab goes through the marks in the order of time and shows each; Enter pins, Escape lets go', async () => {
  const { page } = opened;
  const visited: { at: number; start: string | undefined; shown: boolean }[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  for (let press = 0; press < 30; press += 1) {
    await page.keyboard.press('Tab');
    const { at, start } = await page.evaluate(() => {
      const element = document.activeElement as SVGElement;
      return { at: element.dataset['at'], start: element.dataset['start'] };
    });
    if (at === undefined) continue;
    if (start === '1' && visited.length > 1) break;
    visited.push({ at: Number(at), start, shown: (await card()).isShown });
    if (start === '3') {
      for (const text of cited()) expect((await card()).text).toContain(text);
      await page.keyboard.press('Enter');
      expect((await card()).isPinned).toBe(true);
      await page.keyboard.press('Escape');
      expect((await card()).isShown).toBe(false);
    }
  }
  expect(visited.flatMap(({ start }) => start ?? [])).toEqual(['1', '2', '3', '4']);
  expect(visited).toHaveLength(timeline.starts.length + timeline.events.length);
  expect(visited.every(({ shown }) => shown)).toBe(true);
  expect(visited.map(({ at }) => at)).toEqual(visited.map(({ at }) => at).toSorted((a, b) => a - b));
});

test('a mark that has the focus can be seen to have it', async () => {
  const { page } = opened;
  await page.locator('[data-start="1"]').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  const box = (await page.locator('[data-start="1"]').boundingBox())!;
  const around = { x: box.x - 6, y: box.y - 6, width: 46, height: 46 };
  const focused = await page.screenshot({ clip: around });
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Escape');
  expect((await page.screenshot({ clip: around })).equals(focused)).toBe(false);
});

test.each([
  ['keys', '+', '-', '0'],
  ['buttons', '#zoom-in', '#zoom-out', '#zoom-reset'],
])('%s zoom in, out and back', async (kind, more, less, all) => {
  const { page } = opened;
  const act = (what: string): Promise<void> => (kind === 'keys' ? page.keyboard.press(what) : page.click(what));
  const before = await xOfMarks();
  await act(more);
  await act(more);
  const near = await xOfMarks();
  const width = (marks: readonly number[]): number => marks.at(-1)! - marks[0]!;
  expect(width(near)).toBeGreaterThan(width(before) * 1.3);
  await act(less);
  expect(width(await xOfMarks())).toBeLessThan(width(near));
  await act(all);
  expect(await xOfMarks()).toEqual(before);
});

test('arrow keys and dragging pan what is zoomed; Ctrl and the wheel zoom at the pointer', async () => {
  const { page } = opened;
  const box = (await page.locator('svg#picture').boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.6, box.y + 60);
  const before = await xOfMarks();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  const near = await xOfMarks();
  expect(near[3]! - near[0]!).toBeGreaterThan((before[3]! - before[0]!) * 1.5);
  await page.keyboard.press('ArrowRight');
  const right = await xOfMarks();
  expect(right[1]!).toBeLessThan(near[1]! - 50);
  await page.keyboard.press('ArrowLeft');
  expect((await xOfMarks())[1]).toBeCloseTo(near[1]!, 0);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6 + 80, box.y + 60, { steps: 4 });
  await page.mouse.up();
  expect((await xOfMarks())[1]!).toBeGreaterThan(near[1]! + 40);
});

test('a wheel without Ctrl scrolls the page and zooms nothing', async () => {
  const { page } = opened;
  const before = await xOfMarks();
  const box = (await page.locator('svg#picture').boundingBox())!;
  await page.mouse.move(box.x + 400, box.y + 60);
  await page.mouse.wheel(0, 200);
  await page.waitForFunction(() => scrollY > 100);
  expect(await xOfMarks()).toEqual(before);
});

test('who cannot see the picture hears every mark as a sentence, and a table that says the same', async () => {
  const { page } = opened;
  const heard = await page.locator('svg#picture').ariaSnapshot();
  for (const [index, { unit, strength, mechanism }] of timeline.starts.entries()) {
    const told = heard.split('\n').find((line) => line.includes(`button "Start ${index + 1}, ${unit}`));
    expect(told, heard).toMatch(strength);
    const row = page.locator(`tr[data-row="${index + 1}"]`);
    expect(await row.locator('td').first().textContent()).toBe(String(index + 1));
    const label = await page.locator(`[data-start="${index + 1}"] .label`).textContent();
    expect(await row.locator('td.cause').textContent(), mechanism).toContain(label);
    expect(await row.textContent()).toContain(strength);
  }
  const marks = await page.locator('svg#picture [tabindex="0"]').count();
  expect(heard.match(/button "[^"]{20,}/g)).toHaveLength(marks);
  const names = await page.locator('button').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent));
  expect(names.every((name) => /[a-z]{3}/i.test(name))).toBe(true);
});
