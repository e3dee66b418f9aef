import type { UnitEnd, UnitEvent } from '../../model/timeline.ts';
import { endSentence } from '../words/end.ts';
import { restartSentence } from '../words/restart.ts';
import { EVENTS } from '../words/events.ts';
import { fence, list, type Block } from './blocks.ts';
import { code, inline } from './inline.ts';
import { onHost, type Page } from './page.ts';
import { placeWords } from '../words/phrases.ts';

/** Something that was no start: of an end how and why it came, what Restart= made of it, and what the unit logged last. */
export function endBlocks(event: UnitEvent, page: Page): readonly Block[] {
  const { end, at, unit, kind, text } = event;
  const said = end === undefined ? (text === '' ? EVENTS[kind].word : text) : endSentence(unit, end);
  const named = page.several && !said.includes(unit) ? `${unit}: ${said}` : said;
  const mark = end === undefined ? 'Seen' : 'Down';
  return [
    `**${mark}** ${page.clock(at, at)}${onHost(event, page)}: ${inline(named)}.`,
    ...(end === undefined ? [] : [...list([...restart(end, page), ...places(end)]), ...lastLines(end, page)]),
  ];
}

/** Where Restart= brought the unit back, the start says so itself. */
function restart(end: UnitEnd, { all, clock }: Page): readonly string[] {
  if (end.restart?.acts !== false && !all) return [];
  const sentence = restartSentence(end, (at) => clock(at, end.at));
  return sentence === undefined ? [] : [inline(sentence)];
}

function places({ chain = [] }: UnitEnd): readonly string[] {
  const named = chain.flatMap(({ declaredIn }) => declaredIn.map(placeWords));
  return [...new Set(named)].map((place) => `declared in ${code(place)}`);
}

/** What a program wrote stands in a fence, where it can be nothing else. */
function lastLines(end: UnitEnd, { clock }: Page): readonly Block[] {
  const { lastLines: lines = [] } = end;
  if (lines.length === 0) return [];
  return [
    'It logged last:',
    fence(
      'text',
      lines.map(({ at, text }) => `${clock(at, end.at)} ${text}`),
    ),
  ];
}
