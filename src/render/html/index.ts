import { isTemplate } from '../../systemd/unit-name.ts';
import { legend } from './legend.ts';
import { escapeHtml, markup } from './picture/markup.ts';
import { el, type PageElement } from './picture/node.ts';
import { PAGE_PARTS } from './page-parts.ts';
import { drawPicture } from './picture/picture.ts';
import { sceneOf } from './picture/scene.ts';
import { endItems, findingItems, keepDownParts, section, suspectRows, unseenItems } from './sections.ts';
import { isBrief, needsUnit, startsTable } from './starts-table.ts';
import { foldedData } from './picture/folded-data.ts';
import { storySentences } from '../words/story.ts';
import { zonedTime } from '../time/zoned-time.ts';
import type { Renderer } from '../renderer.ts';
import type { Timeline } from '../../model/timeline.ts';

/**
 * A page in one file that needs no network: a picture of who started what, and a table that says the same. It can be read without its program, which makes
 * the picture answer to mouse and keyboard.
 */
export const renderHtml: Renderer = (timeline, options) => {
  const time = zonedTime(options, 3);
  const scene = sceneOf(timeline);
  const title = options.title ?? titleOf(timeline);
  const zone = options.utc ? 'UTC' : (time.zone ?? 'UTC');
  const look = { timeline, time, several: needsUnit(timeline), isBrief: isBrief(scene.told) };
  const isReplay = timeline.replayOf !== undefined;
  const body = el(
    'main',
    {},
    el('header', {}, el('h1', {}, title), el('p', { class: 'about' }, aboutOf(timeline, options.zoneName))),
    figureOf(scene, zone),
    el('div', { class: 'lead' }, ...storySentences(timeline, options).map((sentence) => el('p', {}, sentence))),
    ...section(isReplay ? 'What was wrong' : 'What is wrong', findingItems(timeline, time)),
    ...section('The starts', timeline.starts.length === 0 ? [el('p', {}, 'No start was seen.')] : [startsTable(scene.told, look)]),
    ...section('Why it went down', endItems(scene.life.events, time, look.isBrief)),
    ...section('Keep it down', keepDownParts(timeline)),
    ...section(isReplay ? 'What could start it then' : 'What can start it now', suspectRows(timeline)),
    ...section('Not seen', unseenItems(timeline, time)),
    el('footer', {}, footerOf(timeline)),
  );
  return documentOf(title, markup(body), foldedData(scene));
};

function figureOf(scene: Parameters<typeof drawPicture>[0], zone: string): PageElement {
  const button = (id: string, label: string, text: string): PageElement =>
    el('button', { type: 'button', id, 'aria-label': label, title: label }, text);
  return el(
    'figure',
    { id: 'figure' },
    el(
      'div',
      { class: 'controls', hidden: true },
      button('zoom-in', 'Zoom in (+)', '+'),
      button('zoom-out', 'Zoom out (−)', '−'),
      button('zoom-reset', 'Show all (0)', 'All'),
      button('pan-left', 'Earlier (←)', '‹'),
      button('pan-right', 'Later (→)', '›'),
    ),
    el('div', { class: 'scroll' }, drawPicture(scene, zone)),
    el('div', { id: 'card', role: 'status', hidden: true }),
    el('figcaption', {}, legend(scene)),
  );
}

/** Style and program are known to the policy by their hashes; nothing else may run, load or be sent anywhere. */
function documentOf(title: string, body: string, data: string): string {
  const { style, styleHash, program, programHash } = PAGE_PARTS;
  const policy = `default-src 'none'; style-src '${styleHash}'; script-src '${programHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title.slice(0, 300))}</title>
<style>${style}</style>
</head>
<body>
${body}
<script type="application/json" id="folded">${data}</script>
<script>${program}</script>
</body>
</html>
`;
}

function titleOf({ units, starts }: Timeline): string {
  const names = [...new Set(units.map(({ id }) => id))];
  const shown =
    names.length === 0
      ? 'the unit'
      : names.length <= 3
        ? names.join(', ')
        : `${names.slice(0, 2).join(', ')} and ${String(names.length - 2)} more`;
  if (starts.length === 0) return `${shown}: no start was seen`;
  return starts.length <= names.length && !names.some(isTemplate) ? `Who started ${shown}` : `Who keeps starting ${shown}`;
}

function aboutOf({ host, hosts, window, replayOf, starts }: Timeline, zoneName: string): string {
  const where = hosts === undefined ? host.hostname : hosts.map(({ name }) => name).join(', ');
  const time = zonedTime({ zoneName });
  const from = starts[0]?.at ?? window.since ?? window.until;
  return [
    ...(where === undefined ? [] : [where]),
    ...(hosts !== undefined || host.systemdVersion === undefined ? [] : [`systemd ${host.systemdVersion}`]),
    time.range(from, window.until),
    ...(replayOf === undefined ? [] : [`from the recording ${replayOf.path}`]),
  ].join(' · ');
}

function footerOf({ generator, host, hosts }: Timeline): string {
  const boot = hosts === undefined && host.bootId !== undefined ? `, boot ${host.bootId}` : '';
  return `Made by ${generator.name} ${generator.version}${boot}. Numbers in the picture are those of the table.`;
}
