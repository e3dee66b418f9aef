import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { schemaText } from '../../../scripts/schema.mjs';
import { MECHANISM_NAMES } from '../../../src/model/mechanism.ts';
import { renderCatchJson } from '../../../src/render/json/catch.ts';
import { renderJson, renderWatchStart, renderWatchSummary } from '../../../src/render/json/timeline.ts';
import { countStart, type WatchCount } from '../../../src/render/words/watch-summary.ts';
import { fromStart } from '../../../src/model/timeline-slice.ts';
import type { Timeline } from '../../../src/model/timeline.ts';
import { closedSchema } from './closed-schema.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { mergedStory } from '../merged-story.ts';
import { PICTURED, RECORDED, recordedTimeline } from '../recorded-stories.ts';

const PUBLISHED = 'src/render/json/timeline.schema.json';
const schema = JSON.parse(readFileSync(PUBLISHED, 'utf8')) as { readonly $id: string };
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(closedSchema(schema));

test('the schema is what the types beside it give (npm run schema)', async () => {
  expect(readFileSync(PUBLISHED, 'utf8')).toBe(await schemaText());
});

const compiled = new Map<string, ValidateFunction>();

/** What the text has that the schema does not allow, or does not describe. */
function violations(text: string, definition = ''): unknown {
  const isDescribed = compiled.get(definition) ?? ajv.compile({ $ref: `${schema.$id}${definition}`, unevaluatedProperties: false });
  compiled.set(definition, isDescribed);
  return isDescribed(JSON.parse(text)) ? [] : isDescribed.errors;
}

describe('-o json is described whole by the schema', () => {
  test.each([...Object.entries(RECORDED), ...Object.entries(PICTURED)])('%s', async (_name, story) => {
    expect(violations(renderJson(await recordedTimeline(story)))).toEqual([]);
  });

  test.each(Object.entries(HOSTILE))('with %s', async (_name, text) => {
    const story = renderJson(poisoned(await recordedTimeline('api-gateway/live'), text));
    expect(violations(story)).toEqual([]);
    expect(story).not.toMatch(/[^\P{Cc}\n]|\p{Surrogate}/u);
  });

  test('of two hosts, and from a later start on', async () => {
    const merged = await mergedStory();
    expect(violations(renderJson(merged))).toEqual([]);
    expect(violations(renderJson(fromStart(merged, 2)))).toEqual([]);
  });
});

describe('so is what watch and catch print:', () => {
  const stories = async (): Promise<readonly Timeline[]> => Promise.all(MECHANISM_NAMES.map((name) => recordedTimeline(RECORDED[name])));

  test('each line of a watch', async () => {
    for (const { starts, evidence, units, window, gaps } of await stories()) {
      for (const start of starts) expect(violations(renderWatchStart(start, evidence), '#/$defs/watchStart')).toEqual([]);
      const counts = starts.reduce<readonly WatchCount[]>(countStart, []);
      const summary = { units: units.map(({ id }) => id), since: window.since ?? window.until, until: window.until, counts, gaps };
      expect(violations(renderWatchSummary(summary), '#/$defs/watchSummary')).toEqual([]);
    }
  });

  test('what catch tells', async () => {
    for (const timeline of await stories()) {
      const [start] = timeline.starts;
      if (start === undefined) throw new Error('every recording has a start');
      const waited = { timeline, waitedSince: timeline.window.since ?? timeline.window.until, stopped: ['a.service'] };
      expect(violations(renderCatchJson({ ...waited, outcome: 'started', start }), '#/$defs/catch')).toEqual([]);
      expect(violations(renderCatchJson({ ...waited, outcome: 'timeout' }), '#/$defs/catch')).toEqual([]);
    }
  });
});

/** The facts that a document cites and does not hold. */
function dangling(text: string): readonly string[] {
  const { evidence: held, ...document } = JSON.parse(text) as { readonly evidence: Readonly<Record<string, unknown>> };
  const cited = new Set<string>();
  JSON.stringify(document, (key, value: unknown) => {
    if (key === 'evidence') for (const id of value as readonly string[]) cited.add(id);
    return value;
  });
  return [...cited].filter((id) => !Object.hasOwn(held, id));
}

test('what is cited is there: in a report, in each line of a watch, and in what catch tells', async () => {
  for (const story of [...Object.values(RECORDED), ...Object.values(PICTURED), 'stop-by-sudo/live']) {
    const timeline = await recordedTimeline(story);
    expect(dangling(renderJson(timeline))).toEqual([]);
    for (const start of timeline.starts) {
      expect(dangling(renderWatchStart(start, timeline.evidence))).toEqual([]);
      const caught = { timeline, waitedSince: timeline.window.until, stopped: [], outcome: 'started', start } as const;
      expect(dangling(renderCatchJson(caught))).toEqual([]);
    }
  }
  expect(dangling(renderJson(await mergedStory()))).toEqual([]);
});

test('a member that the schema does not describe is found, at the top and deep inside', async () => {
  const story = JSON.parse(renderJson(await recordedTimeline('widget-daemon/live'))) as {
    readonly starts: readonly { chain: readonly object[] }[];
  };
  expect(violations(JSON.stringify({ ...story, more: 1 }))).not.toEqual([]);
  const [start] = story.starts;
  const deep = { ...start, chain: (start?.chain ?? []).map((link) => ({ ...link, more: 1 })) };
  expect(violations(JSON.stringify({ ...story, starts: [deep] }))).not.toEqual([]);
  const line = { schema: 'whyalive/timeline/1', kind: 'start', ...start, evidence: {} };
  expect(violations(JSON.stringify(line), '#/$defs/watchStart')).toEqual([]);
  expect(violations(JSON.stringify({ ...line, more: 1 }), '#/$defs/watchStart')).not.toEqual([]);
});

test('whyalive/schema is the schema, in the package as it is built', () => {
  const path = createRequire(import.meta.url).resolve('whyalive/schema');
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(PUBLISHED, 'utf8'));
  expect(createRequire(import.meta.url).resolve('whyalive/timeline.schema.json')).toBe(path);
});
