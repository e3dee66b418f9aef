import { describe, expect, test } from 'vitest';
import { escapeForTerminal } from '../../../src/render/escape.ts';
import { fence, table } from '../../../src/render/markdown/blocks.ts';
import { code, inline } from '../../../src/render/markdown/inline.ts';
import { renderMarkdown } from '../../../src/render/markdown/index.ts';
import { fromStart } from '../../../src/model/timeline-slice.ts';
import { manyStarts } from '../../bench/render-many-starts.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { proseOf, seen, structureOf, tokensOf } from './markdown-structure.ts';
import { mergedStory } from '../merged-story.ts';
import { recordedTimeline, renderOptions } from '../recorded-stories.ts';

const TEXTS = Object.entries(HOSTILE);
const STORIES = ['widget-daemon/live', 'api-gateway/live', 'finding-api-gateway/live', 'end-in-the-start/back'];
/** Stops and repeats; failures, findings and what nobody saw. */
const POISONED = ['widget-daemon/live', 'end-in-the-start/back'];
/** A host of Markdown makes something else of these where they stand in prose. */
const MARKUP = /[@#<>[\]{}|\\`*_~$&\u0000-\u001f]|:\w*[a-z]\w*:|https?:|www\./u;

describe.each(STORIES)('a report of %s', async (story) => {
  const timeline = await recordedTimeline(story);

  test('holds no HTML, no links and no images, and nothing in its prose is markup', () => {
    for (const all of [false, true]) {
      const text = renderMarkdown(timeline, renderOptions(timeline, { all }));
      expect(structureOf(text).filter((token) => /html|link|image|blockquote|code_block|hardbreak/.test(token))).toEqual([]);
      expect(proseOf(text).filter((prose) => MARKUP.test(prose))).toEqual([]);
    }
  });
});

describe.each(POISONED)('a report of %s', async (story) => {
  const timeline = await recordedTimeline(story);

  test.each(TEXTS)('has the same structure with %s in every string of the machine', (_name, text) => {
    for (const all of [false, true]) {
      const harmless = poisoned(timeline, 'h'.repeat(text.length));
      const options = { all, title: `${text} title` };
      const told = renderMarkdown(poisoned(timeline, text), renderOptions(timeline, options));
      const plain = renderMarkdown(harmless, renderOptions(timeline, { ...options, title: 'h'.repeat(text.length) }));
      expect(structureOf(told)).toEqual(structureOf(plain));
      expect(proseOf(told).filter((prose) => MARKUP.test(prose))).toEqual([]);
    }
  });
});

describe.each(TEXTS)('%s', (_name, text) => {
  test('is seen as it is within a line, in code, in a cell and in a fence', () => {
    const shown = escapeForTerminal(text.slice(0, 400));
    expect(words(seen(inline(text, 400)))).toContain(words(shown).slice(0, 300));
    expect(seen(code(text, 400))).toContain(shown.trim().slice(0, 300));
    const cells = tokensOf(table(['a', 'b'], [[inline(text, 400), code(text, 400)]]).join('')).filter(({ type }) => type === 'td_open');
    expect(cells.length).toBe(2);
    const fenced = tokensOf(`${fence('text', [text])}\n\nbehind`);
    expect(fenced.map(({ type }) => type)).toEqual(['fence', 'paragraph_open', 'inline', 'text', 'paragraph_close']);
    expect(fenced[0]?.content).toContain(escapeForTerminal(text.slice(0, 500)));
  });
});

test('a pipe in a cell is a pipe, also in code and behind a backslash', () => {
  for (const text of ['a|b', 'a\\|b', '`|`', '\\', 'x\\\\|']) {
    const shown = tokensOf(table(['a'], [[code(text)]]).join('')).filter(({ type }) => type === 'code_inline');
    expect(shown.map(({ content }) => content)).toEqual([text]);
  }
});

test('issues, commits, mail addresses and items of lists are no longer what they look like', () => {
  expect(inline('GH-12 mends deadbeef12')).toBe('`GH-12` mends `deadbeef12`');
  expect(inline('1. getty@tty1.service, (user@host)')).toBe('`1. getty@tty1.service`, (`user@host`)');
  expect(inline('a “b `c`” d')).toBe('a `` b `c` `` d');
  expect(inline('call sd_notify("READY=1"), or (not) e.g. (f(x))')).toBe('call `sd_notify("READY=1")`, or (not) `e.g`. (`f(x))`');
  expect(inline('“x”y.z')).toBe('`x` `y.z`');
});

test('long text is shortened, and says by how much', () => {
  const text = inline(HOSTILE['a long line']);
  expect(text.length).toBeLessThan(700);
  expect(text).toMatch(/… \(\d{5,6} more characters\)$/);
});

test('--title is the heading, and --from-start keeps the numbers', async () => {
  const timeline = await recordedTimeline('widget-daemon/live');
  const text = renderMarkdown(fromStart(timeline, 3), renderOptions(timeline, { title: 'Widgets came back' }));
  expect(text.split('\n')[0]).toBe('## Widgets came back');
  expect(text).toMatch(/^\| 3 \| 2026/m);
  expect(text).toMatch(/^#### Start 3, /m);
  expect(text).not.toMatch(/^\| [12] \| 2026|^#### Start [12], /m);
});

test('times stand in UTC and in the local zone, or in UTC alone where that is the local zone', async () => {
  const timeline = await recordedTimeline('widget-daemon/live');
  const both = renderMarkdown(timeline, renderOptions(timeline));
  expect(both).toMatch(/^\| No\. \| Time \(UTC\) \| Time \(Asia\/Kolkata\) \|/m);
  expect(both).toMatch(/^#### Start 1, 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC \((?:20\d\d-\d\d-\d\d )?\d\d:\d\d:\d\d Asia\/Kolkata\)$/m);
  const one = renderMarkdown(timeline, renderOptions(timeline, { zoneName: 'UTC' }));
  expect(one).toMatch(/^\| No\. \| Time \(UTC\) \| Dead for \|/m);
  expect(one).not.toContain('Kolkata');
});

test('of several hosts each row, each drawing and each finding names its own', async () => {
  const timeline = await mergedStory();
  const text = renderMarkdown(timeline, renderOptions(timeline));
  const rows = text.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  expect(rows.length).toBe(timeline.starts.length);
  expect(rows.filter((row) => / web[12] /.test(row)).length).toBe(rows.length);
  expect(text).toContain('subgraph h1["web');
  expect(text).toContain('systemctl -H web2 stop');
});

test('of a thousand starts the first and last are listed, and the others counted; with all, every one', async () => {
  const timeline = await manyStarts(1000);
  const told = renderMarkdown(timeline, renderOptions(timeline));
  expect(told.length).toBeLessThan(120_000);
  expect(told.split('\n').filter((line) => /^\| \d+ \|/.test(line)).length).toBe(80);
  expect(told).toContain('| … | 920 more |');
  const all = renderMarkdown(timeline, renderOptions(timeline, { all: true }));
  expect(all.split('\n').filter((line) => /^\| \d+ \|/.test(line)).length).toBe(1000);
});

function words(text: string): string {
  return text
    .replaceAll('`', '')
    .replace(/[“” ]+/g, ' ')
    .trim();
}
