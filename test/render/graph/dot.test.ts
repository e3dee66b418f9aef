import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../../src/model/mechanism.ts';
import { causeGraph } from '../../../src/render/graph/cause-graph.ts';
import { dotLabel, renderDot } from '../../../src/render/graph/dot.ts';
import { escapeForTerminal } from '../../../src/render/escape.ts';
import type { Timeline } from '../../../src/model/timeline.ts';
import { drawn, textsOf } from '../html/drawn.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { mergedStory } from '../merged-story.ts';
import { RECORDED, recordedTimeline, renderOptions } from '../recorded-stories.ts';
import { doubtfulStory } from '../timeline-builder.ts';

const dotOf = (timeline: Timeline): string => renderDot(timeline, renderOptions(timeline));
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('Graphviz draws', { tags: ['dot'] }, () => {
  test.each(MECHANISM_NAMES)('who started whom, recorded by %s', async (mechanism) => {
    const timeline = await recordedTimeline(RECORDED[mechanism]);
    const { nodes, edges, processes } = causeGraph(timeline);
    const svg = drawn(dotOf(timeline));
    expect(count(svg, /class="node"/g)).toBe(nodes.length);
    expect(count(svg, /class="edge"/g)).toBe(edges.length + processes.length);
    const texts = textsOf(svg);
    for (const { label } of nodes) expect(texts).toContain(label);
  });

  test.each(Object.entries(HOSTILE))('%s, as text that it is', async (name, text) => {
    const timeline = poisoned(await recordedTimeline('widget-daemon/live'), text);
    const { nodes, edges } = causeGraph(timeline);
    const svg = drawn(dotOf(timeline));
    expect(count(svg, /class="node"/g)).toBe(nodes.length);
    expect(count(svg, /class="edge"/g)).toBe(edges.length);
    expect(svg).not.toMatch(/<(script|img|a|image|foreignObject)\b|[^\P{Cc}\n\t]|[\ufffe\uffff]|\p{Surrogate}/u);
    if (name === 'a long line') return;
    const texts = textsOf(svg);
    for (const { label } of nodes.filter(({ label }) => [...label].length <= 100))
      expect(texts).toContain(escapeForTerminal(label).replaceAll('\uffff', '\\uffff'));
  });

  test('two hosts as two boxes, with their names', async () => {
    const merged = await mergedStory();
    const svg = drawn(dotOf(merged));
    expect(count(svg, /class="cluster"/g)).toBe(2);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['web1', 'web2', 'widget-daemon.service', 'database.service']));
  });

  test('nothing, and says so', async () => {
    const timeline = await recordedTimeline('timer/live');
    expect(textsOf(drawn(dotOf({ ...timeline, starts: [] })))[0]).toContain('no start was seen');
  });
});

describe('the graph tells', () => {
  test('what was asked for, how often, and what is not a unit', async () => {
    const told = dotOf(await recordedTimeline('api-gateway/live'));
    expect(told).toContain('[shape=box, style=bold, label="api-gateway.service"]');
    expect(told).toMatch(/n2 -> n2 \[style=solid, label="Restart= ×7"\]/);
    expect(told).toMatch(/shape=ellipse, label="systemctl start/);
  });

  test('doubt as broken lines with its word', () => {
    const told = dotOf(doubtfulStory());
    expect(told).toMatch(/\[style=(dashed|dotted), label="[^"]*\\n(correlated|possible)"\]/);
  });

  test('an act that three starts go back to as one', async () => {
    const timeline = await recordedTimeline('stack/live');
    const starts = timeline.starts.filter(({ chain }) => chain[0]?.from.kind === 'client' && chain[0].to === 'proxy.service');
    expect(starts.map(({ unit }) => unit)).toEqual(['database.service', 'app.service', 'proxy.service']);
    const told = dotOf(timeline);
    const [, client, proxy] = /(n\d+) \[shape=ellipse, label="systemctl start proxy"\];\n +(n\d+) \[/.exec(told) ?? [];
    expect(told).toContain(`${String(client)} -> ${String(proxy)} [style=solid, label="client"];`);
  });

  test('of which unit a client is a process', async () => {
    const told = dotOf(await recordedTimeline('caller-in-a-unit/live'));
    const [, check] = /(n\d+) \[shape=box, label="check\.service"\]/.exec(told) ?? [];
    const [, client] = /(n\d+) \[shape=ellipse/.exec(told) ?? [];
    expect(told).toContain(`${String(check)} -> ${String(client)} [arrowhead=none, label="its process"]`);
  });
});

test.each([
  ['a"b', '"a\\"b"'],
  ['a\\', '"a\\\\"'],
  ['\\N \\l', '"\\\\N \\\\l"'],
  ['&lt;', '"&amp;lt;"'],
  ['a\nb', '"a\\\\x0ab"'],
  ['<b>x</b>', '"<b>x</b>"'],
  ['\uffff', '"\\\\uffff"'],
])('%j is written as %s', (text, label) => {
  expect(dotLabel([text])).toBe(label);
});
