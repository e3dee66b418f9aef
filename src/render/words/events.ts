import type { PreviousEnd, Start, UnitEvent } from '../../model/timeline.ts';
import { endSentence } from './end.ts';
import { span } from '../time/span.ts';
import { summarize } from './start.ts';
import { zonedTime } from '../time/zoned-time.ts';

const { utc } = zonedTime({ zoneName: 'UTC' }, 3);

/** How each kind is marked and called. */
export const EVENTS = {
  stopped: { mark: '○', word: 'stopped', bad: false },
  exited: { mark: '○', word: 'ended', bad: false },
  failed: { mark: '×', word: 'failed', bad: true },
  skipped: { mark: '·', word: 'skipped, not a start', bad: false },
  'start-limit-hit': { mark: '×', word: 'start limit hit', bad: true },
  'no-op-start': { mark: '·', word: 'asked for while active, not a start', bad: false },
  'start-failed': { mark: '×', word: 'start failed', bad: true },
} as const satisfies Record<UnitEvent['kind'], { readonly mark: string; readonly word: string; readonly bad: boolean }>;

/** The same as the end of a sentence. */
const EVENT_WORDS = {
  stopped: 'was stopped',
  exited: 'ended',
  failed: 'failed',
  skipped: 'was skipped, which is not a start',
  'start-limit-hit': 'hit its start limit',
  'no-op-start': 'was asked for while active, which is not a start',
  'start-failed': 'could not be started',
} as const satisfies Record<UnitEvent['kind'], string>;

/** A start in one sentence that stands alone, as for somebody who hears the page. Raw text. */
export function startSentence(start: Start, number: number): string {
  const dead = start.previousEnd === undefined ? '' : `, after ${span(start.previousEnd.deadForUsec)} dead`;
  const host = start.host === undefined ? '' : ` on ${start.host}`;
  return `Start ${String(number)}, ${start.unit}${host}, ${utc(start.at)}${dead}: ${summarize(start.chain)} (${start.strength})`;
}

/** What happened to a unit, as a sentence that names it. Raw text. */
export function eventWords({ unit, kind, text, end }: UnitEvent): string {
  if (end !== undefined) return endSentence(unit, end);
  const said = text === '' ? EVENT_WORDS[kind] : text;
  return said.includes(unit) ? said : `${unit} ${text === '' ? said : `${EVENT_WORDS[kind]}: ${said}`}`;
}

/** The same with its time, for somebody who hears the page. Raw text. */
export function eventSentence(event: UnitEvent): string {
  const words = eventWords(event);
  return `${utc(event.at)}${event.host === undefined ? '' : ` on ${event.host}`}: ${words}`;
}

/** How long a unit was down before a start, and how it had ended: `after 31s down: killed, 9/KILL`. */
export function downWords({ deadForUsec, how, exitCode, exitStatus, exitStatusName, result }: PreviousEnd): string {
  // A clean end by SIGTERM and the like is an exit to systemd, but its status is the signal's number.
  const way = how === 'exited' && exitCode !== undefined ? exitCode : how;
  const status = [exitStatus, exitStatusName].filter((part) => part !== undefined).join('/');
  const detail = status !== '' && how !== 'stopped' ? status : result === 'success' || result === how ? '' : (result ?? '');
  const ended = [...(way === 'unknown' ? [] : [way]), ...(detail === '' ? [] : [detail])].join(', ');
  return `after ${span(deadForUsec)} down${ended === '' ? '' : `: ${ended}`}`;
}
