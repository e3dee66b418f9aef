import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES, FORMATS, type Format } from '../../src/render/formats.ts';
import { renderOptions } from '../render/recorded-stories.ts';
import { manyStarts } from './render-many-starts.ts';

const MANY = 10_000;
const FEW = 1000;
const timelines = await Promise.all([manyStarts(FEW), manyStarts(MANY)]);

test('the timelines hold as many starts as they say, in the order of time, each with evidence of its own', () => {
  for (const [index, { starts, evidence }] of timelines.entries()) {
    expect(starts.length).toBe(index === 0 ? FEW : MANY);
    expect(new Set(starts.map(({ invocationId }) => invocationId)).size).toBe(starts.length);
    const times = starts.map(({ at }) => at.realtimeUsec);
    expect(times.every((time, at) => at === 0 || time > (times[at - 1] ?? time))).toBe(true);
    const cited = starts.flatMap(({ chain }) => chain.flatMap((link) => link.evidence));
    expect(cited.filter((id) => evidence[id] === undefined)).toEqual([]);
  }
});

// How long it takes is measured by npm run bench.
describe.each(FORMAT_NAMES)('-o %s of ten thousand starts', (format) => {
  test('is no more than eleven times as long as of a thousand, and a page can be mailed', { timeout: 60_000 }, async () => {
    const { load }: Format = FORMATS[format];
    const render = await load();
    const [few = 0, many = 0] = timelines.map((timeline) => Buffer.byteLength(render(timeline, renderOptions(timeline))));
    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeLessThan(11);
    if (format === 'html') expect(many).toBeLessThan(10e6);
  });
});
