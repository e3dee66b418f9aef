import { expect, test } from 'vitest';
import { renderJson } from '../../src/render/json/timeline.ts';
import { renderMarkdown } from '../../src/render/markdown/index.ts';
import { storySentences } from '../../src/render/words/story.ts';
import { zonedTime } from '../../src/render/time/zoned-time.ts';
import { timelineOfHost } from '../../src/model/timeline-slice.ts';
import { mergedStory } from '../render/merged-story.ts';
import { recordedTimeline, renderOptions } from '../render/recorded-stories.ts';

const RECORDINGS = ['widget-daemon/live', 'stack/live'] as const;

test('each host keeps the time that its own recording told of', async () => {
  const own = await Promise.all(RECORDINGS.map(recordedTimeline));
  const merged = await mergedStory(...RECORDINGS);
  expect(merged.hosts?.map(({ until }) => until)).toEqual(own.map(({ window }) => window.until));
  expect(merged.hosts?.map((host) => timelineOfHost(merged, host).window)).toEqual(own.map(({ window }) => window));
  expect(new Set(own.map(({ window }) => window.until.realtimeUsec)).size).toBe(2);
});

test('how a unit stood is told of the end of its own recording', async () => {
  const merged = await mergedStory(...RECORDINGS);
  const { utc } = zonedTime({ zoneName: 'UTC' });
  const ends = (await Promise.all(RECORDINGS.map(recordedTimeline))).map(({ window }) => utc(window.until));
  const stands = storySentences(merged, renderOptions(merged))[2] ?? '';
  const [begin = ''] = stands.split(', widget-daemon.service');
  expect(begin).toMatch(/^When each recording ended, that of web1 at (\S+ )?[\d:]+ UTC and that of web2 at (\S+ )?[\d:]+ UTC$/);
  for (const end of ends) expect(begin).toContain(end.slice('2026-11-20 '.length));
  const told = renderMarkdown(merged, renderOptions(merged));
  for (const end of ends) expect(told).toContain(`recorded until ${end}`);
});

test('the schema of a host is closed: when its recording ended stays out of the JSON', async () => {
  const { hosts } = JSON.parse(renderJson(await mergedStory(...RECORDINGS))) as { readonly hosts: readonly object[] };
  for (const host of hosts) expect(Object.keys(host)).not.toContain('until');
});

test('several recordings that ended at one time need no list of times', async () => {
  const merged = await mergedStory('widget-daemon/live', 'widget-daemon/live');
  expect(storySentences(merged, renderOptions(merged))[2]).toMatch(
    /^When the recordings ended, at [\d:]+ UTC, widget-daemon\.service on web1/,
  );
});
