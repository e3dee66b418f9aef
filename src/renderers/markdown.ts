import type { Timeline } from '../timeline/timeline.ts';
import { heading } from './markdown/blocks.ts';
import { colophon } from './markdown/colophon.ts';
import { drawingPart } from './markdown/drawing.ts';
import { findingsPart } from './markdown/findings.ts';
import { inline } from './markdown/inline.ts';
import { keepDownPart } from './markdown/keep-down.ts';
import { pageOf } from './markdown/page.ts';
import { startsPart } from './markdown/starts.ts';
import { storyPart } from './markdown/story.ts';
import { suspectsPart } from './markdown/suspects.ts';
import { unseenPart } from './markdown/unseen.ts';
import type { Renderer } from './renderer.ts';
import { listedUpTo } from './story-sentences/count-words.ts';
import { storySentences } from './story-sentences.ts';

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
