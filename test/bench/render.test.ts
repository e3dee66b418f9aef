import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES, FORMATS, type Format } from '../../src/renderers/formats.ts';
import { renderCosts } from './render-cost.ts';
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

// Ten times as many starts take about ten times as long. The bounds in seconds are held by npm run bench, as a machine may be busy with other things.
describe.each(FORMAT_NAMES)('-o %s of ten thousand starts', (format) => {
  test('takes at most 15 times what a thousand take, and is no larger than a mail can carry', { timeout: 60_000 }, async () => {
    const { load }: Format = FORMATS[format];
    const [few, many] = renderCosts(await load(), timelines, 2);
    expect(many!.megabytes / few!.megabytes).toBeLessThan(11);
    if (format === 'html') expect(many!.megabytes).toBeLessThan(10);
    expect(many!.ms / few!.ms).toBeLessThan(15);
  });
});
