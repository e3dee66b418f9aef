import type { Start, UnitEvent } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { endSentence } from '../words/end.ts';
import { EVENTS } from '../words/events.ts';
import { paintStrength } from './style.ts';
import { summarize } from '../words/start.ts';
import { hang } from './layout.ts';
import { preciseTime } from '../time/zoned-time.ts';
import type { Look } from './options.ts';

/** Where the text of a line stands: behind indent, mark and time. */
export const TEXT_COLUMN = 18;

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
