import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page that was opened from a file, and what went wrong in it so far: messages, errors, requests, dialogs, violations of its policy, scripts not its own. */
export interface OpenedPage {
  readonly page: Page;
  readonly problems: readonly string[];
  /** Asks the page for what only it knows, such as violations, and gives all problems. */
  readonly settle: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** What foreign text would do if it ever ran; the page's own script does none of it. */
const TRAPS = `
  window.__seen = [];
  document.addEventListener('securitypolicyviolation', (event) => window.__seen.push('violation of ' + event.violatedDirective + ' by ' + (event.blockedURI || 'inline')));
  for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => { window.__seen.push(name + ' was called'); };
`;

/** Opens a page in a context of its own without a network; 1280 by 900, unless `options` say otherwise. */
export async function openPage(browser: Browser, html: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'whyalive-page-'));
  const path = join(folder, 'page.html');
  writeFileSync(path, html);
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const own = pathToFileURL(path).href;
  page.on('console', (message) => problems.push(`console ${message.type()}: ${message.text().slice(0, 300)}`));
  page.on('pageerror', ({ message }) => problems.push(`error: ${message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('crash', () => problems.push('the page crashed'));
  page.on('popup', () => problems.push('a window was opened'));
  page.on('request', (request) => {
    if (request.url() !== own && !request.url().startsWith('data:')) problems.push(`request: ${request.url()}`);
  });
  if (options.javaScriptEnabled !== false) await page.addInitScript(TRAPS);
  // Once loaded it needs its file no more: nothing stays behind, however the test ends.
  await page.goto(own);
  rmSync(folder, { recursive: true, force: true });
  return {
    page,
    problems,
    settle: async () => {
      if (options.javaScriptEnabled === false) return problems;
      const seen = await page.evaluate(() => (globalThis as unknown as { __seen: string[] }).__seen);
      return [...problems, ...seen, ...((await page.evaluate('window.__owned')) === undefined ? [] : ['a foreign script ran'])];
    },
    close: () => context.close(),
  };
}
