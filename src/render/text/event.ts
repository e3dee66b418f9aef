import type { Start, UnitEnd, UnitEvent } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { endSentence } from '../words/end.ts';
import { EVENTS } from '../words/events.ts';
import { placeWords } from '../words/phrases.ts';
import { restartSentence } from '../words/restart.ts';
import { paintStrength } from './style.ts';
import { summarize } from '../words/start.ts';
import { hang } from './layout.ts';
import { preciseTime, timeOfDay } from '../time/zoned-time.ts';
import type { Look } from './options.ts';

/** Where the text of a line stands: behind indent, mark and time. */
export const TEXT_COLUMN = 18;

/** Where what stands below an end begins, and where what its unit logged does. */
const INDENT = 6;
const LOGGED = 13;

/** Something that was no start, and below an end what is known of it: `  ○ 13:51:39.001  stopped`. */
export function eventLines({ kind, unit, at, text, end }: UnitEvent, look: Look): readonly string[] {
  const { mark, word, bad } = EVENTS[kind];
  const said = end === undefined ? (text === '' ? word : text) : endSentence(unit, end);
  const head = `  ${bad ? look.style.red(mark) : mark} ${preciseTime(at, look.zone)}`;
  return [
    ...hang(head, TEXT_COLUMN, escapeForTerminal(look.several && !said.includes(unit) ? `${unit}: ${said}` : said), look.width),
    ...(end === undefined ? [] : [...places(end, look), ...restart(end, look), ...lastLines(end, look)]),
  ];
}

/** Where what brought it down is written. */
function places({ chain = [] }: UnitEnd, look: Look): readonly string[] {
  const named = chain.flatMap(({ declaredIn }) => declaredIn.map(placeWords));
  return [...new Set(named)].flatMap((place) => hang('', INDENT, escapeForTerminal(place), look.width, look.style.dim));
}

/** What Restart= made of the end; where it brought the unit back, the start says so itself. */
function restart(end: UnitEnd, look: Look): readonly string[] {
  if (end.restart?.acts !== false && !look.all) return [];
  return restartLines(end, look).flatMap((line) => hang('', INDENT, line, look.width));
}

/** The decision of Restart= as a sentence; nothing where nothing is known of it. */
export function restartLines(end: UnitEnd, { zone }: Pick<Look, 'zone'>): readonly string[] {
  const sentence = restartSentence(end, (at) => timeOfDay(at, zone));
  return sentence === undefined ? [] : [escapeForTerminal(sentence)];
}

/** What the unit itself logged last. Lines are one line each, so that what a program wrote cannot look like what this program says. */
function lastLines({ lastLines: lines = [] }: UnitEnd, { width, zone, style }: Look): readonly string[] {
  return lines.flatMap(({ at, text }, index) => {
    const head = `${' '.repeat(INDENT)}${index === 0 ? 'logged' : ''}`;
    return hang(head, LOGGED, `${preciseTime(at, zone)} ${escapeForTerminal(text)}`, width, style.dim);
  });
}

/** A start as one sentence, with how sure that is where it is not stated: `  ● 14:00:28.067  reconcile.timer elapsed and …`. */
export function startLines(start: Start, look: Look, notes: readonly string[] = []): readonly string[] {
  const { style } = look;
  const head = `  ${style.green('●')} ${preciseTime(start.at, look.zone)}`;
  const sentence = start.chain.length === 0 && look.several ? `${start.unit}: ${summarize(start.chain)}` : summarize(start.chain);
  const sure = [paintStrength(style, start.strength), ...notes.map(escapeForTerminal)].join(', ');
  return hang(head, TEXT_COLUMN, `${escapeForTerminal(sentence)} (${sure})`, look.width);
}
