import { STRENGTHS } from '../../model/strength.ts';
import type { Timeline } from '../../model/timeline.ts';
import { heading, list, type Block } from './blocks.ts';
import { drawingPart } from './diagram.ts';
import { inline } from './inline.ts';
import { pageOf, type Page } from './page.ts';
import { findingsPart, keepDownPart, suspectsPart, unseenPart } from './sections.ts';
import { startsPart } from './starts.ts';
import { storyPart } from './story.ts';
import type { Renderer } from '../renderer.ts';
import { STRENGTH_MEANS } from '../words/phrases.ts';
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

/** Which program and version made the report, of what, and what its words mean. */
function colophon({ timeline, time }: Page): readonly Block[] {
  const { generator, replayOf, starts, window } = timeline;
  const used = STRENGTHS.filter((strength) => strength !== 'unexplained' && starts.some((start) => start.strength === strength));
  const recorded = replayOf?.recordedAt === undefined ? '' : ` (recorded from ${time.utc(replayOf.recordedAt)} on)`;
  const of = replayOf === undefined ? '' : ` from the recording ${inline(replayOf.path)}${recorded}`;
  const since = window.since === undefined ? `until ${time.utc(window.until)}` : time.range(window.since, window.until);
  return [
    '---',
    `Made by ${generator.name} ${inline(generator.version)}${of}; it looks at ${inline(since)}.`,
    ...list([...hostItems(timeline, time), ...used.map((strength) => `${strength}: ${inline(STRENGTH_MEANS[strength])}`)]),
  ];
}

function hostItems({ hosts, host, manager, window }: Timeline, time: Page['time']): readonly string[] {
  const told = hosts ?? [{ name: host.hostname ?? 'the host', manager, ...host, until: window.until }];
  return told.map(({ name, systemdVersion, bootId, manager: scope, until }) => {
    const facts = [
      systemdVersion === undefined ? 'systemd of unknown version' : `systemd ${systemdVersion}`,
      ...(bootId === undefined ? [] : [`boot ${bootId}`]),
      ...(scope === 'user' ? ['the user manager'] : []),
      ...(hosts === undefined ? [] : [`recorded until ${time.utc(until)}`]),
    ];
    return `${inline(name)}: ${inline(facts.join(', '))}`;
  });
}
