import { expect, test } from 'vitest';
import { PLOT } from '../../../../src/render/html/picture/geometry.ts';
import { lifeOf, type Life } from '../../../../src/render/html/picture/life.ts';
import { xOf } from '../../../../src/render/html/picture/scale.ts';
import { sceneOf } from '../../../../src/render/html/picture/scene.ts';
import { toldStarts } from '../../../../src/render/html/picture/tooltip.ts';
import { renderHtml } from '../../../../src/render/html/index.ts';
import { mergeTimelines } from '../../../../src/timeline/merge-timelines.ts';
import type { Start, Timeline, UnitNow } from '../../../../src/model/timeline.ts';
import { at, timeline } from '../../timeline-builder.ts';
import { recordedTimeline, renderOptions } from '../../recorded-stories.ts';

const STORY = 'widget-daemon/live';
const UNIT = 'widget-daemon.service';
const lives = (story: Timeline): Life => lifeOf(story, toldStarts(story));
const usec = ({ at: { realtimeUsec } }: Pick<Start, 'at'>): number => Number(realtimeUsec);

/** The story with its last start in an open run, of which the manager says what `now` says. */
function open(story: Timeline, now: Partial<UnitNow>, outcome: Start['outcome'] = 'unknown'): Timeline {
  const last = story.starts.at(-1)!;
  const units = story.units.map(({ activeState: _, ...unit }) => ({ ...unit, ...now }));
  return { ...story, units, starts: [...story.starts.slice(0, -1), { ...last, outcome }] };
}

test('a run that is open ends with the story when the unit is up, and is not drawn when nobody knows that it is', async () => {
  const story = await recordedTimeline(STORY);
  const last = usec(story.starts.at(-1)!);
  const runOf = (one: Timeline) => lives(one).runs.find(({ from }) => from === last);
  expect(runOf(open(story, { activeState: 'active' }))).toMatchObject({ to: usec({ at: story.window.until }), closedBy: 'nothing' });
  expect(runOf(open(story, { activeState: 'inactive' }))).toBeUndefined();
  expect(runOf(open(story, {}))).toBeUndefined();
});

test('of several hosts each is up as far as it was looked at itself, and by its own state', async () => {
  const story = await recordedTimeline(STORY);
  const named = (one: Timeline, hostname: string): Timeline => ({ ...one, host: { ...one.host, hostname, machineId: hostname } });
  const isUp = named(open(story, { activeState: 'active' }, 'running'), 'web1');
  const unknown = named(open(story, {}), 'web2');
  const hour = 3_600_000_000n;
  const longer = { ...unknown, window: { ...unknown.window, until: { realtimeUsec: story.window.until.realtimeUsec + hour } } };
  const merged = mergeTimelines([isUp, longer])!;
  const last = usec(story.starts.at(-1)!);
  const open_ = lives(merged).runs.filter(({ from }) => from === last);
  expect(open_.map(({ host, to }) => [host, to])).toEqual([['web1', usec({ at: story.window.until })]]);
});

test('what was up before anything was seen of it was so since its own host was looked at', async () => {
  const story = await recordedTimeline(STORY);
  const named = (one: Timeline, hostname: string): Timeline => ({ ...one, host: { ...one.host, hostname, machineId: hostname } });
  const since = { realtimeUsec: story.starts[1]!.at.realtimeUsec - 1_000_000n };
  const events = story.events.filter(({ at: { realtimeUsec } }) => realtimeUsec > story.starts[1]!.at.realtimeUsec).slice(0, 1);
  const late = { ...story, starts: [], events, window: { ...story.window, since } };
  const merged = mergeTimelines([named(story, 'web1'), named(late, 'web2')])!;
  expect(lives(merged).runs.filter(({ host }) => host === 'web2')).toMatchObject([
    { from: Number(since.realtimeUsec), closedBy: events[0]!.kind === 'failed' ? 'failure' : 'end' },
  ]);
  expect(lives(late).runs[0]).not.toHaveProperty('from');
});

test('nothing runs from one boot into another: across a loss of power there is no bar', async () => {
  const story = await recordedTimeline(STORY);
  const [first, second] = story.starts as [Start, Start];
  const { previousEnd: _, ...again } = second;
  const cut = (bootId: string): Timeline => ({
    ...story,
    starts: [first, { ...again, at: { realtimeUsec: second.at.realtimeUsec, bootId } }],
    events: [],
  });
  const runs = (one: Timeline) => lives(one).runs.filter(({ from }) => from === usec(first));
  expect(runs(cut('f'.repeat(32)))).toEqual([]);
  expect(runs(cut(first.at.bootId!))).toMatchObject([{ to: usec(second) }]);
});

test('what is up now does not prolong a run of another boot, nor does an end on this one', async () => {
  const story = await recordedTimeline(STORY);
  const last = story.starts.at(-1)!;
  const [unit] = story.units as [UnitNow];
  const { realtimeUsec } = last.at;
  const since = { realtimeUsec: realtimeUsec + 1_000_000n };
  const before = { ...last, at: { realtimeUsec, bootId: 'f'.repeat(32) }, outcome: 'running' } as const;
  const cut = { ...story, units: [{ ...unit, activeState: 'active', since }], starts: [before], events: [] };
  expect(story.host.bootId).toMatch(/^[0-9a-f]{32}$/);
  expect(lives(cut).runs).toMatchObject([{ from: usec({ at: since }), to: usec({ at: story.window.until }) }]);
  const end = { ...story.events[0]!, at: { ...since, bootId: story.host.bootId! } };
  expect(lives({ ...cut, units: [{ ...unit, activeState: 'inactive' }], events: [end] }).runs).toEqual([]);
});

test('a story without starts has its own time on the axis, and a bar for what is up', () => {
  const unit = timeline().units[0]!;
  const gaps = [{ from: at('13:40:00'), to: at('13:41:00'), source: 'journal', text: 'a gap' }] as const;
  const story = timeline({ units: [{ ...unit, since: at('13:45:00') }], gaps });
  const { scale, life } = sceneOf(story);
  const [since, until] = [usec({ at: at('13:30:00') }), usec({ at: story.window.until })];
  expect(scale.stops).toEqual([
    [since, PLOT.from + 2],
    [until, expect.closeTo(PLOT.to, 0)],
  ]);
  expect(life.runs).toEqual([{ unit: UNIT, from: usec({ at: at('13:45:00') }), to: until, closedBy: 'nothing' }]);
  const text = renderHtml(story, renderOptions(story));
  expect(text).toContain('data-gap');
  expect(text).not.toContain('1970');
  expect(text).toContain(`data-from="${String(usec({ at: at('13:45:00') }))}"`);
  expect(xOf(scale, usec({ at: at('13:45:00') }))).toBeGreaterThan(PLOT.from + 200);
});

test('up since before the axis begins, it is up from the left border; and down or unknown, it has no bar', () => {
  const unit = timeline().units[0]!;
  const of = (now: Partial<UnitNow>): string => {
    const story = timeline({ units: [{ ...unit, ...now }] });
    return renderHtml(story, renderOptions(story));
  };
  const isDrawn = /<rect class="run nothing"[^>]* data-from="([^"]*)" [^>]*data-x1="([^"]*)"/;
  expect(isDrawn.exec(of({ since: at('08:00:00') }))?.slice(1)).toEqual(['', 'left']);
  expect(isDrawn.exec(of({ activeState: 'inactive' }))).toBeNull();
  expect(isDrawn.exec(of({ activeState: 'failed' }))).toBeNull();
  const { since: _, ...unknown } = unit;
  const story = timeline({ units: [unknown] });
  expect(lives(story).runs).toEqual([]);
});

test('without starts, and without a begin, the axis reaches back to what is known, and ends when the story does', () => {
  const { window, units } = timeline();
  const until = usec({ at: window.until });
  const axis = (story: Timeline): readonly number[] => sceneOf(story).scale.stops.map(([one]) => one);
  expect(axis(timeline({ window: { until: window.until } }))).toEqual([usec({ at: units[0]!.since! }), until]);
  expect(axis(timeline({ window: { until: window.until }, units: [] }))).toEqual([until - 1_000_000, until]);
});
