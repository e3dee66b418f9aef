import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { renderJson, renderWatchStart, renderWatchSummary } from '../../../src/render/json/timeline.ts';
import { toRfc3339 } from '../../../src/render/time/timestamps.ts';
import { countStart, type WatchCount } from '../../../src/render/words/watch-summary.ts';
import schema from '../../../src/render/json/timeline.schema.json' with { type: 'json' };
import { at, crashLoop, doubtfulStory, hostileStory, NOW, timeline, widgetStory } from '../timeline-builder.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addSchema(schema);

function violations(value: unknown, definition = ''): unknown {
  return ajv.validate<unknown>(`${schema.$id}${definition}`, value) ? [] : ajv.errors;
}

describe('every JSON output follows the schema', () => {
  test.each([
    ['empty', timeline()],
    ['widget', widgetStory()],
    ['doubtful', doubtfulStory()],
    ['crash loop', crashLoop()],
    ['hostile', hostileStory('\u001b]0;x\u0007\n\u202e"\\')],
  ])('%s', (_name, story) => {
    expect(violations(JSON.parse(renderJson(story)))).toEqual([]);
  });

  test('watch', () => {
    const story = widgetStory();
    const lines = story.starts.map((start) => renderWatchStart(start, story.evidence));
    for (const line of lines) {
      expect(line).toMatch(/^[^\n]+\n$/);
      expect(violations(JSON.parse(line), '#/$defs/watchStart')).toEqual([]);
    }
    expect(Object.keys(JSON.parse(lines[2] ?? '').evidence as object)).toEqual(['e5', 'e6', 'e7']);
    const counts = [...story.starts, ...story.starts].reduce<readonly WatchCount[]>(countStart, []);
    const summary = renderWatchSummary({ units: ['widget-daemon.service'], since: at('13:00:00'), until: NOW, counts, gaps: [] });
    expect(violations(JSON.parse(summary), '#/$defs/watchSummary')).toEqual([]);
    expect(JSON.parse(summary).summary).toMatchObject({ starts: 6, counts: [{ mechanism: 'restart-policy', starts: 2 }, {}, {}] });
  });

  test('the schema refuses what breaks the contract', () => {
    const good = JSON.parse(renderJson(widgetStory()));
    for (const broken of [
      { schema: 'whyalive/timeline/2' },
      { manager: null },
      { starts: [{ ...good.starts[0], mechanism: 'magic' }] },
      { window: { until: '2026-11-20T14:00:28Z' } },
    ]) {
      expect(violations({ ...good, ...broken })).not.toEqual([]);
    }
  });
});

test('the widget-daemon story, whole', async () => {
  await expect(renderJson(widgetStory())).toMatchFileSnapshot('../expected/widget-daemon.json');
});

test('nothing is null or empty', () => {
  const bare = timeline({ units: [{ id: 'a.mount', askedFor: 'a.mount', description: '', fragmentPath: '' }] });
  for (const story of [bare, widgetStory(), doubtfulStory()]) expect(renderJson(story)).not.toMatch(/: (?:null|"")/);
});

test.each([
  [0n, '1970-01-01T00:00:00.000000Z'],
  [1_795_183_228_067_564n, '2026-11-20T14:00:28.067564Z'],
  [1_795_183_228_000_001n, '2026-11-20T14:00:28.000001Z'],
])('%d µs is %s', (realtimeUsec, text) => {
  expect(toRfc3339({ realtimeUsec })).toBe(text);
});
