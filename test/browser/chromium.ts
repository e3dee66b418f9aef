import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const DEBIAN_PATH = '/usr/bin/chromium';

/** It asks nobody for anything, and runs as root in a container too. Its profile is new and empty, and removed when it closes. */
const ARGUMENTS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--hide-scrollbars', '--font-render-hinting=none', '--force-color-profile=srgb'],
];

/** Starts the machine's Chromium, or that which WHYALIVE_CHROMIUM names. Fails where there is none: what a page does is seen in a browser only. */
export async function launchChromium(): Promise<Browser> {
  const named = process.env['WHYALIVE_CHROMIUM'];
  const executablePath = named ?? DEBIAN_PATH;
  if (!existsSync(executablePath)) {
    const remedy = named === undefined ? 'install it (apt-get install chromium fonts-dejavu-core), or name another one with' : 'correct';
    throw new Error(`The page is tested in Chromium, and ${executablePath} is not there: ${remedy} WHYALIVE_CHROMIUM=PATH`);
  }
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
