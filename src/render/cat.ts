import type { Start } from '../model/timeline.ts';
import { escapeForTerminal } from './escape.ts';
import type { Renderer, RenderOptions } from './renderer.ts';
import { startSentence } from './words/start.ts';
import { zonedTime, type ZonedTime } from './time/zoned-time.ts';
import { shortened } from './words/cause.ts';

/** How many characters of a unit's name, which has 255 at most, and of the sentence about its cause stand in a line. */
const MAX_LENGTH = { name: 255, sentence: 900 } as const;

type Zone = Pick<RenderOptions, 'utc' | 'zoneName'>;

/** One sentence for each start, oldest first, each in a line of its own and without markup, to be pasted into a chat; nothing is folded. */
export const renderCat: Renderer = ({ starts }, options) => {
  const time = zonedTime(options);
  return starts.map((start) => lineOf(start, time, options)).join('');
};

/** One start as one line, with a newline at its end: `2026-11-20 14:00:28 UTC widget-daemon.service came back 31s after it was stopped: … (stated)`. */
export function renderCatStart(start: Start, zone: Zone): string {
  return lineOf(start, zonedTime(zone), zone);
}

function lineOf(start: Start, time: ZonedTime, { utc }: Zone): string {
  const host = start.host === undefined ? '' : `${shortened(start.host, MAX_LENGTH.name)}: `;
  const sentence = startSentence(start, (text) => shortened(text, text === start.unit ? MAX_LENGTH.name : MAX_LENGTH.sentence));
  return `${timeOf(start, time, utc)} ${escapeForTerminal(`${host}${sentence}`)}\n`;
}

/** The zone stands behind the time: a chat is read in many. Where its clock shows that time twice, as when summer time ends, the time in UTC does, too. */
function timeOf({ at }: Start, { local, utc, zone }: ZonedTime, inUtc: boolean): string {
  const here = inUtc ? undefined : local(at);
  if (here === undefined || zone === undefined) return utc(at);
  const isTwice = SET_BACK_USEC.some((usec) => [usec, -usec].some((apart) => local({ realtimeUsec: at.realtimeUsec + apart }) === here));
  return isTwice ? `${here} ${zone} (${utc(at)})` : `${here} ${zone}`;
}

/** How far clocks are set back: an hour, or half an hour on Lord Howe Island, and two at Troll. */
const SET_BACK_USEC = [3_600_000_000n, 1_800_000_000n, 7_200_000_000n] as const;
