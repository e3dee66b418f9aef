import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../src/model/mechanism.ts';
import { renderCat, renderCatStart } from '../../src/render/cat.ts';
import type { Start, Timeline } from '../../src/model/timeline.ts';
import { HOSTILE, poisoned } from './hostile.ts';
import { mergedStory } from './merged-story.ts';
import { RECORDED, recordedTimeline, renderOptions } from './recorded-stories.ts';
import { doubtfulStory } from './timeline-builder.ts';

const linesOf = (timeline: Timeline, more: Parameters<typeof renderOptions>[1] = {}): readonly string[] => {
  const text = renderCat(timeline, renderOptions(timeline, more));
  expect(text.endsWith('\n') || timeline.starts.length === 0).toBe(true);
  return text.split('\n').slice(0, -1);
};

test.each(MECHANISM_NAMES)('by %s: a line for each start, with its time, its unit and how sure it is', async (mechanism) => {
  const timeline = await recordedTimeline(RECORDED[mechanism]);
  const lines = linesOf(timeline);
  expect(lines).toHaveLength(timeline.starts.length);
  for (const [index, { unit, strength }] of timeline.starts.entries()) {
    expect(lines[index]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \S/);
    expect(lines[index]).toContain(` UTC ${unit} `);
    expect(lines[index]).toContain(`(${strength}`);
  }
});

test('says how long a unit was down and how it had ended', async () => {
  const [first, , third, fourth] = linesOf(await recordedTimeline('widget-daemon/live'));
  expect(first).toContain(' widget-daemon.service started: systemctl start widget-daemon (pid ');
  expect(third).toMatch(/ widget-daemon\.service came back \S+ after it was stopped: reconcile\.timer elapsed and started /);
  expect(fourth).toContain(' after it exited with 70/SOFTWARE: Restart=on-failure brought back widget-daemon.service (stated)');
});

test('the time is in the zone asked for, which is named', async () => {
  const timeline = await recordedTimeline('timer/live');
  const [start] = timeline.starts;
  const at: Start = { ...(start as Start), at: { realtimeUsec: 1_795_183_228_067_564n } };
  expect(renderCatStart(at, { utc: true, zoneName: 'Asia/Kolkata' })).toMatch(/^2026-11-20 14:00:28 UTC tick/);
  expect(renderCatStart(at, { utc: false, zoneName: 'Asia/Kolkata' })).toMatch(/^2026-11-20 19:30:28 Asia\/Kolkata tick/);
  expect(renderCatStart(at, { utc: false, zoneName: 'UTC' })).toMatch(/^2026-11-20 14:00:28 UTC tick/);
});

test('a time that the clock shows twice stands in UTC, too', async () => {
  const [start] = (await recordedTimeline('timer/live')).starts;
  const toldAt = (at: string, zoneName: string): string =>
    renderCatStart({ ...(start as Start), at: { realtimeUsec: BigInt(Date.parse(at)) * 1000n } }, { utc: false, zoneName }).split(
      ' tick',
    )[0] ?? '';
  expect(toldAt('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('2026-10-25 02:30:00 Europe/Berlin (2026-10-25 00:30:00 UTC)');
  expect(toldAt('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('2026-10-25 02:30:00 Europe/Berlin (2026-10-25 01:30:00 UTC)');
  expect(toldAt('2026-10-25T02:00:00Z', 'Europe/Berlin')).toBe('2026-10-25 03:00:00 Europe/Berlin');
  expect(toldAt('2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('2026-03-29 03:30:00 Europe/Berlin');
  expect(toldAt('2026-04-04T14:45:00Z', 'Australia/Lord_Howe')).toBe('2026-04-05 01:45:00 Australia/Lord_Howe (2026-04-04 14:45:00 UTC)');
});

test('names the host where there are several', async () => {
  const merged = await mergedStory();
  const lines = linesOf(merged);
  expect(lines).toHaveLength(merged.starts.length);
  for (const [index, { host, unit }] of merged.starts.entries()) expect(lines[index]).toContain(` UTC ${String(host)}: ${unit} `);
});

describe('doubt is in words', () => {
  test('whatever is not stated says so', () => {
    const story = doubtfulStory();
    const lines = linesOf(story);
    const said = {
      stated: '(stated)',
      correlated: '(correlated: likely, not certain)',
      possible: '(possible: configuration allows it',
      unexplained: '(unexplained)',
    };
    for (const [index, { strength }] of story.starts.entries()) expect(lines[index]).toContain(said[strength]);
    expect(new Set(story.starts.map(({ strength }) => strength)).size).toBeGreaterThan(1);
  });

  test('a cause that is only possible tells how many others are', async () => {
    const [start] = (await recordedTimeline('timer/live')).starts;
    const other = { mechanism: 'path', strength: 'possible', ruledOut: false, why: '' } as const;
    const told = (alternatives: Start['alternatives']): string =>
      renderCatStart({ ...(start as Start), strength: 'possible', alternatives }, { utc: true, zoneName: 'UTC' });
    expect(told([{ ...other, ruledOut: true }])).toContain('(possible: configuration allows it)');
    expect(told([other])).toContain('(possible: configuration allows it, and one other cause as well)');
    expect(told([other, other])).toContain(', and 2 other causes as well)');
  });
});

test.each(Object.entries(HOSTILE))('%s stay in one line, which is not long', async (_name, text) => {
  const timeline = poisoned(await recordedTimeline('widget-daemon/live'), text);
  const lines = linesOf(timeline);
  expect(lines).toHaveLength(timeline.starts.length);
  for (const line of lines) {
    expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC .*\((stated|correlated|possible|unexplained)\b.*\)$/);
    expect(line).not.toMatch(/\p{Cc}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
    expect(line.length).toBeLessThan(3000);
  }
});
