import type { UnitEnd } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { restartSentence } from '../words/restart.ts';
import { hang } from './layout.ts';
import { preciseTime } from '../time/zoned-time.ts';
import type { Look } from './options.ts';
import { placeWords } from '../words/phrases.ts';

const INDENT = 6;
const COLUMN = 13;

/** Below an end: where what brought it down is written, and what the unit itself logged last. */
export function endDetails(end: UnitEnd, look: Look): readonly string[] {
  return [...places(end, look), ...restart(end, look), ...lastLines(end, look)];
}

/** What Restart= made of the end; where it brought the unit back, the start says so itself. */
function restart(end: UnitEnd, look: Look): readonly string[] {
  if (end.restart?.acts !== false && !look.all) return [];
  return restartLines(end, look).flatMap((line) => hang('', INDENT, line, look.width));
}

/** The decision of Restart= as a sentence; nothing where nothing is known of it. */
export function restartLines(end: UnitEnd, { zone }: Pick<Look, 'zone'>): readonly string[] {
  const sentence = restartSentence(end, { time: (at) => preciseTime(at, zone).replace(/\.\d+$/, '') });
  return sentence === undefined ? [] : [escapeForTerminal(sentence)];
}

function places({ chain = [] }: UnitEnd, look: Look): readonly string[] {
  const named = chain.flatMap(({ declaredIn }) => declaredIn.map(placeWords));
  return [...new Set(named)].flatMap((place) => hang('', INDENT, escapeForTerminal(place), look.width, look.style.dim));
}

/** Lines are one line each, so that what a program wrote cannot look like what this program says. */
function lastLines({ lastLines: lines = [] }: UnitEnd, look: Look): readonly string[] {
  return lines.flatMap(({ at, text }, index) =>
    hang(
      `${' '.repeat(INDENT)}${index === 0 ? 'logged' : ''}`,
      COLUMN,
      `${preciseTime(at, look.zone)} ${escapeForTerminal(text)}`,
      look.width,
      look.style.dim,
    ),
  );
}
