import { expect, test } from 'vitest';
import { episodes } from '../../src/render/episodes.ts';
import { renderMarkdown } from '../../src/render/markdown/index.ts';
import { causeGraph } from '../../src/render/graph/cause-graph.ts';
import type { Cause, Start, Timeline, UnitEnd, UnitEvent } from '../../src/model/timeline.ts';
import { recordedTimeline, renderOptions } from './recorded-stories.ts';

type End = UnitEvent & { readonly end: UnitEnd };

/** A unit that was stopped and came back, as it was recorded, again and again: each round begins with one of some ends. */
async function rounds(ends: readonly UnitEnd[], from?: readonly Cause[]): Promise<Timeline> {
  const timeline = await recordedTimeline('widget-daemon/live');
  const [event] = timeline.events.filter((one): one is End => one.end !== undefined);
  const start = timeline.starts.find(({ at }) => event !== undefined && at.realtimeUsec > event.at.realtimeUsec);
  if (event === undefined || start === undefined) throw new Error('the recording has a stop and a start');
  const later = <T extends { readonly at: Start['at'] }>(one: T, round: number): T => ({
    ...one,
    at: { realtimeUsec: one.at.realtimeUsec + BigInt(round) * 60_000_000n },
  });
  return {
    ...timeline,
    events: ends.map((end, round) => later({ ...event, end: later(end, round) }, round)),
    starts: ends.map((_, round) => {
      const { chain, previousEnd: _end, ...rest } = later(start, round);
      const root = from?.[round];
      return { ...rest, chain: chain.map((link, index) => (index === 0 && root !== undefined ? { ...link, from: root } : link)) };
    }),
  };
}

/** How the recorded runs of a story ended. */
async function endsOf(story: string): Promise<readonly UnitEnd[]> {
  return (await recordedTimeline(story)).events.flatMap(({ end }) => end ?? []);
}

function repeats(timeline: Timeline): readonly number[] {
  return episodes(timeline, false).map((episode) => episode.repeats.length);
}

test('what was stopped by somebody else did not happen again the same way', async () => {
  const ends = await Promise.all(
    ['stop-by-hand', 'stop-by-sudo', 'stop-by-conflict'].map(async (story) => (await endsOf(`${story}/live`))[0]),
  );
  const known = ends.filter((end) => end !== undefined);
  expect(known.map(({ how }) => how)).toEqual(['stopped', 'stopped', 'stopped']);
  const timeline = await rounds(known);
  expect(repeats(timeline)).toEqual([0, 0, 0]);
  expect(renderMarkdown(timeline, renderOptions(timeline))).not.toContain('The same happened');
});

test('a stop by the same one, under another pid and in another session, is told once', async () => {
  const [end] = await endsOf('stop-in-a-session/live');
  if (end?.chain === undefined) throw new Error('somebody stopped it');
  const again = (number: number): UnitEnd => ({
    ...end,
    chain: (end.chain ?? []).map((link) => ({
      ...link,
      from: {
        ...link.from,
        ...(link.from.kind === 'client' ? { pid: number, session: String(number), unit: `session-${String(number)}.scope` } : {}),
      },
    })),
  });
  expect(repeats(await rounds([again(11), again(12), again(13)]))).toEqual([2]);
});

test('another exit status is another end', async () => {
  const [end] = await endsOf('crash-loop/live');
  if (end?.exitStatus === undefined) throw new Error('it exited');
  expect(repeats(await rounds([end, end, { ...end, exitStatus: 42 }, end]))).toEqual([1, 0, 0]);
});

test.each(['crash-loop/live', 'crash-loop/back', 'api-gateway/live'])('%s is told as a loop still', async (story) => {
  expect(Math.max(...repeats(await recordedTimeline(story)))).toBeGreaterThan(1);
});

const COMMAND = { kind: 'client', cmdline: 'systemctl restart widget-daemon', user: 'alice', unit: 'deploy.service' } as const;

test('the same command of another user, or in another unit, is another story and another cause', async () => {
  const [end] = await endsOf('stop-by-hand/live');
  if (end === undefined) throw new Error('it ended');
  const causes: readonly Cause[] = [
    { ...COMMAND, pid: 1 },
    { ...COMMAND, pid: 2 },
    { ...COMMAND, pid: 3, user: 'bob' },
    { ...COMMAND, pid: 4, unit: 'cron.service' },
  ];
  const timeline = await rounds(
    causes.map(() => end),
    causes,
  );
  expect(repeats(timeline)).toEqual([1, 0, 0]);
  const { nodes } = causeGraph(timeline);
  expect(nodes.filter(({ kind }) => kind === 'client').map(({ label }) => label)).toEqual([
    'systemctl restart widget-daemon (user alice, in deploy.service)',
    'systemctl restart widget-daemon (user bob, in deploy.service)',
    'systemctl restart widget-daemon (user alice, in cron.service)',
  ]);
});

test('what may have been something else each time is not the same', async () => {
  const [end] = await endsOf('stop-by-hand/live');
  if (end === undefined) throw new Error('it ended');
  const timeline = await rounds([end, end, end]);
  const other = { mechanism: 'client-request', strength: 'possible', ruledOut: false, why: '' } as const;
  const starts = timeline.starts.map((start, round): Start => ({
    ...start,
    strength: 'possible',
    alternatives: round === 2 ? [other, { ...other, mechanism: 'timer', from: { kind: 'unit', unit: 'a.timer' } }] : [other],
  }));
  expect(repeats({ ...timeline, starts })).toEqual([1, 0]);
});

test('who knocks again comes from another port, and is the same', async () => {
  const timeline = await recordedTimeline('peer-tcp/live');
  const [start] = timeline.starts.filter(({ chain }) => chain.some(({ from }) => from.kind === 'peer'));
  const [end] = await endsOf('stop-by-hand/live');
  if (start === undefined || end === undefined) throw new Error('somebody knocked');
  const knocks = Array.from({ length: 200 }, (_, index): Start => ({
    ...start,
    at: { realtimeUsec: start.at.realtimeUsec + BigInt(index) * 5_000_000n },
    chain: start.chain.map((link) =>
      link.from.kind === 'peer'
        ? { ...link, from: { kind: 'peer', protocol: 'tcp', address: '192.0.2.7', port: 32_768 + index }, evidence: [] }
        : link,
    ),
  }));
  const knocked = { ...timeline, starts: knocks, events: [] };
  expect(repeats(knocked)).toEqual([199]);
  const { nodes, edges } = causeGraph(knocked);
  expect(nodes.filter(({ kind }) => kind === 'peer').map(({ label }) => label)).toEqual(['192.0.2.7']);
  expect(edges.find(({ from }) => from === nodes.find(({ kind }) => kind === 'peer')?.id)?.starts).toBe(200);
});
