import { describe, expect, test } from 'vitest';
import { causeGraph } from '../../../src/render/graph/cause-graph.ts';
import { mermaidLines, mermaidText } from '../../../src/render/graph/mermaid.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { mergedStory } from '../merged-story.ts';
import { RECORDED, recordedTimeline } from '../recorded-stories.ts';

/** Text in quotes: letters, digits, a few marks, and entities. */
const LABEL = String.raw`"(?:[\p{L}\p{N} ./_:=,×→…-]|#\d+;)*"`;
const LINES = [
  'flowchart LR',
  String.raw`  (?:  )?n\d+(?:\[${LABEL}\]|\(\[${LABEL}\]\)|\{\{${LABEL}\}\}|\[/${LABEL}\\\]|\[\[${LABEL}\]\]|\{${LABEL}\})`,
  String.raw`  subgraph h\d+\[${LABEL}\]`,
  '  end',
  String.raw`  n\d+ -\.-\|"its process"\| n\d+`,
  String.raw`  n\d+ (?:-->|-\.->)\|${LABEL}\| n\d+`,
  '  classDef asked stroke-width:3px',
  String.raw`  class n\d+(?:,n\d+)* asked`,
].map((line) => new RegExp(`^${line}$`, 'u'));

describe.each(Object.entries(HOSTILE))('a diagram with %s in every name', (_name, text) => {
  test('holds the lines of a flowchart and nothing else', async () => {
    for (const timeline of [await recordedTimeline('widget-daemon/live'), await mergedStory()]) {
      const lines = mermaidLines(causeGraph(poisoned(timeline, text)));
      expect(lines.filter((line) => !LINES.some((shape) => shape.test(line)))).toEqual([]);
      const harmless = mermaidLines(causeGraph(poisoned(timeline, 'h'.repeat(text.length))));
      expect(lines.map(shapeOf)).toEqual(harmless.map(shapeOf));
    }
  });
});

test('every kind of cause has a shape', async () => {
  for (const story of new Set(Object.values(RECORDED))) {
    const lines = mermaidLines(causeGraph(await recordedTimeline(story)));
    expect(
      lines.filter((line) => !LINES.some((shape) => shape.test(line))),
      story,
    ).toEqual([]);
  }
});

test('marks are written as entities, and so are the beginnings of lists', () => {
  expect(mermaidText('a"b#c;%%{init}')).toBe('a#34;b#35;c#59;#37;#37;#123;init#125;');
  expect(mermaidText('1. a')).toBe('1#46; a');
  expect(mermaidText('- a')).toBe('#45; a');
  expect(mermaidText('line\nbreak')).toBe('line#92;x0abreak');
});

function shapeOf(line: string): string {
  return line.replace(/".*"/u, '""');
}
