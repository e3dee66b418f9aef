import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../src/render/html/index.ts';
import { mergeTimelines } from '../../../src/timeline/merge-timelines.ts';
import type { Start, Timeline, UnitEvent } from '../../../src/model/timeline.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { recordedTimeline, renderOptions } from '../recorded-stories.ts';

const page = (timeline: Timeline): string => renderHtml(timeline, renderOptions(timeline));
const tags = (text: string): readonly string[] => [...text.matchAll(/<(\/?[a-z!][a-z0-9]*)/gi)].map(([, name]) => name ?? '');

describe('the page', () => {
  test('lets nothing run or load but its own style and program, which it knows by their hashes', async () => {
    const text = page(await recordedTimeline('widget-daemon/live'));
    const hashOf = (content: string): string => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
    const program = /<script>(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    expect(style.length).toBeGreaterThan(1000);
    expect(program.length).toBeGreaterThan(1000);
    expect(/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]).toBe(
      `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(program)}; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/(?:https?:)?\/\/(?!www\.w3\.org\/2000\/svg)[a-z0-9.-]+\.[a-z]{2,}\//);
    expect(text).not.toMatch(/ style=| on[a-z]+=|innerHTML|\beval\(/);
  });

  test('says the same in the picture and in the table', async () => {
    const timeline = await recordedTimeline('widget-daemon/live');
    const text = page(timeline);
    for (const [index, start] of timeline.starts.entries()) {
      const number = String(index + 1);
      expect(text).toContain(`data-row="${number}"`);
      expect(text).toContain(
        `data-start="${number}" data-unit="widget-daemon.service" data-at="${String(start.at.realtimeUsec)}" data-mechanism="${start.mechanism}"`,
      );
    }
    const arrows = [...text.matchAll(/data-of-start="(\d+)" data-hop="(\d+)"/g)].map(([, start, hop]) => `${start ?? ''}.${hop ?? ''}`);
    const hops = timeline.starts.flatMap(({ chain }, index) => chain.map((_, hop) => `${String(index + 1)}.${String(hop + 1)}`));
    expect(arrows).toEqual(hops);
  });

  test('tells of each host of a merged report which it is', async () => {
    const one = await recordedTimeline('widget-daemon/live');
    const other = { ...(await recordedTimeline('stack/live')), host: { hostname: 'web2', machineId: 'b' } };
    const text = page(mergeTimelines([one, other]) ?? one);
    expect(text).toMatch(/class="lane [a-z]+" data-unit="widget-daemon.service" data-host="lab/);
    expect(text).toMatch(/data-unit="proxy.service" data-host="web2/);
  });

  test('cuts hours in which nothing happened out of the axis, and says how long they were', async () => {
    const timeline = await recordedTimeline('widget-daemon/live');
    const late = later(timeline, 3 * 3_600_000_000);
    const story = {
      ...timeline,
      starts: [...timeline.starts, ...late.starts],
      events: [...timeline.events, ...late.events],
      window: late.window,
    };
    const text = page(story);
    expect(text).toMatch(/data-break.*?<text[^>]*>(2h 59min|3h)/s);
    const scale = JSON.parse(/data-scale="([^"]*)"/.exec(text)?.[1] ?? '[]') as readonly (readonly [number, number])[];
    expect(scale.length).toBeGreaterThan(10);
    for (const [index, [usec, x]] of scale.entries()) {
      const before = scale[index - 1];
      if (before !== undefined) expect(usec > before[0] && x >= before[1], `${String(usec)} at ${String(x)}`).toBe(true);
    }
  });
});

describe('text from the machine stays text:', () => {
  test.each(Object.entries(HOSTILE))('%s', async (_name, hostile) => {
    for (const name of ['widget-daemon/live', 'api-gateway/live']) {
      const timeline = await recordedTimeline(name);
      const text = page(poisoned(timeline, hostile));
      // Elements have the same tags in the same order, whatever their text; the harmless page has harmless text in the same places.
      expect(tags(text)).toEqual(tags(page(poisoned(timeline, 'x'.repeat(hostile.length)))));
      expect(text.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '')).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
    }
  });
});

describe('10,000 starts', () => {
  test.each(['widget-daemon/live', 'api-gateway/live'])(
    'of %s are a page of less than 10 MB',
    async (name) => {
      const once = await recordedTimeline(name);
      const starts: Start[] = [];
      const events: UnitEvent[] = [];
      while (starts.length < 10_000) {
        const again = later(once, starts.length * 30_000_000);
        starts.push(...again.starts);
        events.push(...again.events);
      }
      const text = page({
        ...once,
        starts,
        events,
        window: { ...once.window, until: later(once, starts.length * 30_000_000).window.until },
      });
      expect(text.length).toBeLessThan(10_000_000);
      expect(text.match(/data-row="/g)?.length).toBe(starts.length);
      expect(text.match(/ data-start="/g)?.length ?? 0).toBeLessThan(200);
    },
    60_000,
  );
});

/** The same story so many µs later, on the wall clock alone. */
function later(timeline: Timeline, usec: number): Timeline {
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== 'object' || value === null) return value;
    if ('realtimeUsec' in value) return { realtimeUsec: (value.realtimeUsec as bigint) + BigInt(usec) };
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, moved(member)]));
  };
  return { ...timeline, ...(moved({ starts: timeline.starts, events: timeline.events, window: timeline.window }) as Timeline) };
}
