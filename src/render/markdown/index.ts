import type { Timeline } from '../../model/timeline.ts';
import { heading } from './blocks.ts';
import { colophon } from './footer.ts';
import { drawingPart } from './diagram.ts';
import { findingsPart } from './findings.ts';
import { inline } from './inline.ts';
import { keepDownPart } from './keep-down.ts';
import { pageOf } from './page.ts';
import { startsPart } from './starts.ts';
import { storyPart } from './story.ts';
import { suspectsPart } from './suspects.ts';
import { unseenPart } from './gaps.ts';
import type { Renderer } from '../renderer.ts';
import { listedUpTo } from '../words/story-starts.ts';
import { storySentences } from '../words/story.ts';

/** A section for a postmortem, in GitHub Flavored Markdown without any HTML: the story in three sentences, then all that it rests on. */
export const renderMarkdown: Renderer = (timeline, options) => {
  const page = pageOf(timeline, options);
  const blocks = [
    heading(2, inline(options.title?.trim() === '' ? titleOf(timeline) : (options.title ?? titleOf(timeline)), 200)),
    ...storySentences(timeline, options).map((sentence) => inline(sentence, 2000)),
    ...findingsPart(page),
    ...startsPart(page),
    ...drawingPart(page),
    ...storyPart(page),
    ...keepDownPart(page),
    ...suspectsPart(page),
    ...unseenPart(page),
    ...colophon(page),
  ];
  return `${blocks.join('\n\n')}\n`;
};

function titleOf({ units, starts, hosts, host }: Timeline): string {
  const names = [...new Set(units.length === 0 ? starts.map(({ unit }) => unit) : units.map(({ id }) => id))];
  const where = hosts === undefined ? (host.hostname === undefined ? [] : [host.hostname]) : hosts.map(({ name }) => name);
  const on = where.length === 0 ? '' : ` on ${listedUpTo(where, 3)}`;
  return `Who started ${names.length === 0 ? 'what' : listedUpTo(names, 3)}${on}`;
}
