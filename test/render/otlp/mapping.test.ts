import * as conventions from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../../src/model/mechanism.ts';
import { renderOtlp } from '../../../src/render/otlp/index.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { PICTURED, RECORDED, recordedTimeline, renderOptions } from '../recorded-stories.ts';
import { throughProtobuf, withoutEmptyLists } from './official-mapping.ts';
import { toldSpans } from './told.ts';

const stories = [...new Set([...MECHANISM_NAMES.map((name) => RECORDED[name]), ...Object.values(PICTURED)])];

describe.each(stories)('%s', (story) => {
  test('is OTLP: through the official protobuf mapping nothing is lost, refused or unknown', async () => {
    const timeline = await recordedTimeline(story);
    const json = renderOtlp(timeline, renderOptions(timeline));
    expect(throughProtobuf(json)).toEqual(withoutEmptyLists(JSON.parse(json)));
  });

  test('names its attributes as the semantic conventions do, or in our own spaces', async () => {
    const known = new Set<unknown>(Object.values({ ...conventions, ...incubating }));
    const names = toldSpans(await recordedTimeline(story)).flatMap(({ attributes, resource, events = [], links = [] }) => [
      ...Object.keys(attributes),
      ...Object.keys(resource),
      ...[...events, ...links].flatMap((one) => one.attributes.map(({ key }) => key)),
    ]);
    const foreign = names.filter((name) => !/^(whyalive|systemd)\.[a-z_.]+$/.test(name));
    expect(foreign.filter((name) => !known.has(name))).toEqual([]);
  });
});

test('the mapping sees what is wrong', () => {
  expect(throughProtobuf('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":7,"span_name":"x"}]}]}]}')).toEqual({
    resourceSpans: [{ scopeSpans: [{ spans: [{ name: '7' }] }] }],
  });
});

describe.each(Object.entries(HOSTILE))('text with %s', (_name, text) => {
  test('is valid, whole, and without halves of surrogate pairs; what is long is cut', async () => {
    const timeline = poisoned(await recordedTimeline('widget-daemon/live'), text);
    const json = renderOtlp(timeline, renderOptions(timeline));
    expect(json).not.toMatch(/\\u[dD][89a-fA-F]|[\ud800-\udfff]/u);
    expect(json.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
    expect(throughProtobuf(json)).toEqual(withoutEmptyLists(JSON.parse(json)));
    const shown = text.slice(0, 20).replace(/\p{Surrogate}/gu, '\ufffd');
    const spans = toldSpans(timeline);
    expect(spans.filter(({ service }) => service.startsWith(shown)).length).toBeGreaterThan(8);
    expect(Math.max(...spans.flatMap(({ attributes }) => Object.values(attributes).map((value) => String(value).length)))).toBeLessThan(
      8001,
    );
  });
});
