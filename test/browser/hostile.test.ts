// @module-tag chromium
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Timeline } from '../../src/model/timeline.ts';
import { HOSTILE, poisoned } from '../render/hostile.ts';
import { recordedTimeline } from '../render/recorded-stories.ts';
import { launchChromium } from './chromium.ts';
import { openPage } from './opened-page.ts';
import { pageOf, pageOfStory } from './page-of.ts';

/** Text that would leave a trace in the page if it ever became markup or script. */
const TEXTS = {
  ...HOSTILE,
  'a script that marks the page': '<script>window.__owned = 1</script>',
  'an image that marks the page': '"><img src="file:///dev/null" onerror="window.__owned = 1">',
  'an attribute that marks the page': '" onfocus="window.__owned = 1" autofocus tabindex="0" x="',
  'JSON that ends': '"}]}</script><script>window.__owned = 1</script><!--<script>',
  'a style': '</style><style>* { display: none }</style> style="display:none" url(https://198.51.100.1/x)',
  references: '&lt;img src=x onerror=window.__owned=1&gt;&#60;script&#62;window.__owned=1&#60;/script&#62;',
} as const;

interface UsedPage {
  readonly tags: Readonly<Record<string, number>>;
  /** Attributes that no element of the page has. */
  readonly odd: readonly string[];
  readonly text: string;
}

let browser: Browser;
let stories: readonly { readonly timeline: Timeline; readonly harmless: UsedPage }[];
beforeAll(async () => {
  browser = await launchChromium();
  const timelines = await Promise.all(['widget-daemon/live', 'api-gateway/live'].map((name) => recordedTimeline(name)));
  const pages = timelines.map(async (timeline) => ({
    timeline,
    harmless: await usedPage(await pageOf(poisoned(timeline, 'x'), { title: 'x' })),
  }));
  stories = await Promise.all(pages);
});
afterAll(() => browser?.close());

/** What the page is built of, after everything in it was used: unfolded, pointed at, pinned. */
async function usedPage(html: string): Promise<UsedPage> {
  const { page, settle, close } = await openPage(browser, html);
  await useAll(page);
  const seen = await page.evaluate(() => {
    const all = [...document.querySelectorAll('*')];
    const tags: Record<string, number> = {};
    for (const { tagName } of all) tags[tagName] = (tags[tagName] ?? 0) + 1;
    const odd = all.flatMap((element) =>
      [...element.attributes]
        .filter(
          ({ name, value }) =>
            /^(on|href|src|style$|srcdoc|formaction|autofocus)/i.test(name) && !(name === 'style' && element.id === 'card') && value !== '',
        )
        .map(({ name }) => `${element.tagName} ${name}`),
    );
    return { tags, odd, text: document.body.innerText };
  });
  expect(await settle()).toEqual([]);
  await close();
  return seen;
}

async function useAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const button of document.querySelectorAll<HTMLElement>('button[data-unfold]')) button.click();
    for (const mark of document.querySelectorAll<SVGElement>('svg#picture [tabindex="0"]:not([data-fold])')) {
      mark.focus();
      mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    }
  });
}

/** Elements of which a page has as many as it was made with, however long its texts are. */
const COUNTED = ['SCRIPT', 'STYLE', 'META', 'TITLE', 'HEAD', 'BODY', 'MAIN', 'TABLE', 'TR', 'TD', 'DETAILS', 'BUTTON', 'FIGURE'];

test.each(Object.entries(TEXTS))(
  '%s in every field stays text',
  async (_name, text) => {
    for (const { timeline, harmless } of stories) {
      const page = await usedPage(await pageOf(poisoned(timeline, text), { title: text }));
      expect(Object.keys(page.tags).filter((tag) => harmless.tags[tag] === undefined)).toEqual([]);
      for (const tag of COUNTED) expect(page.tags[tag], tag).toBe(harmless.tags[tag]);
      expect(page.odd).toEqual([]);
      expect(page.text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(page.text).toContain('The starts');
    }
  },
  60_000,
);

test('a script that somebody put into the page is refused', async () => {
  const { html } = await pageOfStory('widget-daemon/live');
  const { page, settle, close } = await openPage(
    browser,
    html.replace('</body>', '<script>window.__owned = 1</script><img src="https://198.51.100.1/x.png"></body>'),
  );
  expect(await page.evaluate('window.__owned')).toBeUndefined();
  const problems = await settle();
  expect(problems).toContain('violation of script-src-elem by inline');
  expect(problems).toContain('violation of img-src by https://198.51.100.1/x.png');
  expect(problems).not.toContain('a foreign script ran');
  await close();
});
