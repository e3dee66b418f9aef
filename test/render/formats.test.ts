import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../src/model/mechanism.ts';
import { FORMAT_NAMES, FORMATS, type Format } from '../../src/render/formats.ts';
import { fromStart } from '../../src/model/timeline-slice.ts';
import { expectedFile, rendered } from './expected-files.ts';
import { RECORDED, recordedTimeline, renderOptions } from './recorded-stories.ts';

// `npm run expected -- FORMAT` writes the expected files anew; read what changed before you commit it.
describe.each(FORMAT_NAMES)('-o %s', (format) => {
  test.each(MECHANISM_NAMES)('tells a recorded start by %s as expected', async (mechanism) => {
    expect(await rendered(format, mechanism)).toBe(readFileSync(expectedFile(format, mechanism), 'utf8'));
  });

  test('does not change what it is given, and tells the same twice', async () => {
    const { load }: Format = FORMATS[format];
    const render = await load();
    const [once, again] = [await recordedTimeline('widget-daemon/live'), await recordedTimeline('widget-daemon/live')];
    const first = render(once, renderOptions(once));
    expect(once).toEqual(again);
    expect(render(again, renderOptions(again))).toBe(first);
  });

  test('ends with a newline, also of nothing', async () => {
    const { load }: Format = FORMATS[format];
    const render = await load();
    const told = await recordedTimeline('widget-daemon/live');
    const nothing = { ...told, units: [], starts: [], events: [], evidence: {}, suspects: [], findings: [], gaps: [], counts: [] };
    for (const timeline of [told, nothing, fromStart(told, 3)]) {
      const text = render(timeline, renderOptions(timeline));
      if (text !== '' || timeline !== nothing) expect(text.endsWith('\n')).toBe(true);
    }
  });
});

test('every mechanism of the table has a recording in which it started something', async () => {
  for (const mechanism of MECHANISM_NAMES) {
    const { starts } = await recordedTimeline(RECORDED[mechanism]);
    const told = starts.flatMap(({ chain }) => (chain.length === 0 ? ['unexplained'] : chain.map((link) => link.mechanism)));
    expect(told, RECORDED[mechanism]).toContain(mechanism);
  }
});
