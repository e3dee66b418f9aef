import type { Start } from '../timeline/timeline.ts';
import { escapeForTerminal } from './escape.ts';
import { dayOf, preciseTime } from './moment.ts';
import type { Renderer } from './renderer.ts';
import { summarize } from './summary.ts';

/** One line for each start, oldest first. */
export const renderCat: Renderer = ({ starts }, options) => starts.map((start) => renderCatStart(start, options)).join('');

/** One start as one line, with a newline at its end. */
export function renderCatStart(start: Start, { utc }: { readonly utc: boolean }): string {
  const zone = utc ? 'utc' : 'local';
  return `${dayOf(start.at, zone)} ${preciseTime(start.at, zone)} ${escapeForTerminal(summarize(start.chain))} (${start.strength})\n`;
}
