import type { PreviousEnd, Start, UnitEvent } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { endSentence } from '../words/end.ts';
import { paintStrength } from './style.ts';
import { summarize } from '../words/start.ts';
import { hang } from './layout.ts';
import { preciseTime } from '../time/zoned-time.ts';
import type { Look } from './options.ts';
import { span } from '../time/span.ts';

/** Where the text of a line stands: behind indent, mark and time. */
export const TEXT_COLUMN = 18;

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

/** Something that was no start: `  ○ 13:51:39.001  stopped`. */
export function eventLines({ kind, unit, at, text, end }: UnitEvent, look: Look): readonly string[] {
  const { mark, word, bad } = EVENTS[kind];
  const said = end === undefined ? (text === '' ? word : text) : endSentence(unit, end);
  const head = `  ${bad ? look.style.red(mark) : mark} ${preciseTime(at, look.zone)}`;
  return hang(head, TEXT_COLUMN, escapeForTerminal(look.several && !said.includes(unit) ? `${unit}: ${said}` : said), look.width);
}

/** A start as one sentence, with how sure that is where it is not stated: `  ● 14:00:28.067  reconcile.timer elapsed and …`. */
export function startLines(start: Start, look: Look, notes: readonly string[] = []): readonly string[] {
  const { style } = look;
  const head = `  ${style.green('●')} ${preciseTime(start.at, look.zone)}`;
  const sentence = start.chain.length === 0 && look.several ? `${start.unit}: ${summarize(start.chain)}` : summarize(start.chain);
  return hang(
    head,
    TEXT_COLUMN,
    `${escapeForTerminal(sentence)} (${[paintStrength(style, start.strength), ...notes.map(escapeForTerminal)].join(', ')})`,
    look.width,
  );
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
