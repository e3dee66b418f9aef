import { describe, expect, test } from 'vitest';
import { storySentences } from '../../../src/render/words/story.ts';
import { fromStart } from '../../../src/model/timeline-slice.ts';
import type { Timeline } from '../../../src/model/timeline.ts';
import { mergedStory } from '../merged-story.ts';
import { RECORDED, recordedTimeline, renderOptions } from '../recorded-stories.ts';
import { HOSTILE, poisoned } from '../hostile.ts';

function told(timeline: Timeline): readonly string[] {
  return storySentences(timeline, renderOptions(timeline));
}

test('the story of the widget daemon', async () => {
  const [starts, down, stands] = told(await recordedTimeline('widget-daemon/live'));
  expect(starts).toMatch(
    /^widget-daemon\.service on lab was started 4 times within \d+s, from \S+ \S+ to \S+ UTC \(.* Asia\/Kolkata\): once by a client \(systemctl start widget-daemon\), once by a socket \(.*make-widgets 12 → widget-daemon\.socket\), once by a timer → Wants= \(reconcile\.timer → reconcile\.service\) and once by Restart=on-failure\.$/,
  );
  expect(down).toMatch(
    /^It went down 3 times: systemctl stop widget-daemon \(user root\) stopped widget-daemon\.service \(twice, first at [\d:]+ UTC\) and widget-daemon\.service exited with 70\/SOFTWARE \(at [\d:]+ UTC, having logged “cannot make -1 widgets”\)\.$/,
  );
  expect(stands).toMatch(
    /^When the recording ended, at [\d:]+ UTC, widget-daemon\.service was active \(running\) since [\d:]+ UTC; no fault was found, and “systemctl stop widget-daemon\.socket reconcile\.timer widget-daemon\.service” keeps it down until the next boot, unless someone starts it\.$/,
  );
});

test('of a loop the first failure comes first, and the limit and the worst finding are named', async () => {
  const [starts, down, stands] = told(await recordedTimeline('api-gateway/live'));
  expect(starts).toMatch(/: 7 times by Restart=always and once by a client \(systemctl start --no-block api-gateway\)\.$/);
  expect(down).toMatch(
    /^It went down 8 times: api-gateway\.service exited with 217\/USER \(at .*, having logged “.*step USER.*203\/EXEC.*200\/CHDIR.*SIGKILL/,
  );
  expect(down).toMatch(/; the start limit of api-gateway\.service was hit at [\d:]+ UTC\.$/);
  expect(stands).toMatch(
    /api-gateway\.service had failed since [\d:]+ UTC; what is wrong is that api-gateway\.service was started too often/,
  );
});

test('several units are counted by what they have in common, the root', async () => {
  const [starts] = told(await recordedTimeline('stack/live'));
  expect(starts).toMatch(/^4 units on lab were started 7 times in all \(/);
  expect(starts).toMatch(
    /: 3 times by a client \(systemctl start proxy\), twice by a timer \(health-check\.timer\) and twice by a client \(systemctl restart database\)\.$/,
  );
});

test('units of several hosts are named with their host', async () => {
  const [starts, down, stands] = told(await mergedStory());
  expect(starts).toMatch(/^5 units on web1 and web2 were started 11 times in all \(widget-daemon\.service on web1 4 times, /);
  expect(down).toContain('on web2 health-check.service ended by itself');
  expect(stands).toContain('health-check.service on web2 was inactive (dead)');
});

describe('what is not known', () => {
  test('is said of starts, as sure as each is', async () => {
    const timeline = await recordedTimeline('end-in-the-start/back');
    expect(told(timeline)[0]).toMatch(/: 7 times most likely by a client \(nothing tells which\) and once by nothing that was seen\.$/);
    const starts = timeline.starts.map((start) => ({ ...start, strength: 'possible' as const }));
    expect(told({ ...timeline, starts })[0]).toMatch(/: by what is not known \(perhaps client/);
  });

  test('is said where there is no start, no end and nobody was asked', async () => {
    const timeline = await recordedTimeline('widget-daemon/live');
    const units = timeline.units.map(({ id, askedFor }) => ({ id, askedFor }));
    const sources = timeline.sources.map((source) => (source.name === 'system-bus' ? { ...source, status: 'missing' as const } : source));
    const keepDown = { untilReboot: [], lasting: [], breaks: [], isUnknown: true as const };
    const [starts, down, stands] = told({ ...timeline, units, sources, keepDown, starts: [], events: [], findings: [], counts: [] });
    expect(starts).toMatch(/^No start of widget-daemon\.service on lab was seen from /);
    expect(down).toBe('It was not seen to go down.');
    expect(stands).toMatch(
      /was in a state that is not known, as the manager was not asked; no fault was found, and what keeps it down is not known/,
    );
  });

  test('is said where more starts were counted than are told', async () => {
    const timeline = await recordedTimeline('widget-daemon/live');
    const counts = [{ unit: 'widget-daemon.service', starts: 9, atLeast: true }];
    const [starts, down] = told({ ...timeline, counts });
    expect(starts).toMatch(/was started at least 9 times; of these the last 4 are told here, within /);
    expect(down).toMatch(/^In the part that is told here, it went down 3 times: systemctl stop widget-daemon /);
  });
});

test('from a later start on, those that are told are counted, and so are the ends that are told', async () => {
  const timeline = await recordedTimeline('widget-daemon/live');
  const counted = (starts: number, atLeast: boolean): Timeline => ({
    ...timeline,
    counts: [{ unit: 'widget-daemon.service', starts, atLeast }],
  });
  expect(told(fromStart(counted(4, false), 3))[0]).toMatch(/ was started twice within /);
  expect(told(fromStart(counted(4, true), 3))[0]).toMatch(/ was started at least twice within /);
  expect(told(fromStart(counted(9, false), 3))[0]).toMatch(/ was started at least twice within /);
  expect(told(fromStart(counted(4, false), 3))[1]).toMatch(/^In the part that is told here, it went down twice: /);
});

test('there are three sentences of every recording, whatever the names hold, and none is longer than a paragraph', async () => {
  for (const story of new Set(Object.values(RECORDED))) {
    const timeline = await recordedTimeline(story);
    for (const one of [timeline, poisoned(timeline, HOSTILE['a long line'])]) {
      const sentences = told(one);
      expect(sentences.length).toBe(3);
      expect(sentences.filter((sentence) => !sentence.endsWith('.') || sentence.length > 3000)).toEqual([]);
    }
  }
});
