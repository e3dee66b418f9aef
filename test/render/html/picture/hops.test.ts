import { describe, expect, test } from 'vitest';
import { replay } from '../../../../src/session/replay/replay.ts';
import { openSessions } from '../../../../src/recording/recorded-session.ts';
import { renderHtml } from '../../../../src/render/html/index.ts';
import { sceneOf } from '../../../../src/render/html/picture/scene.ts';
import type { Timeline } from '../../../../src/model/timeline.ts';
import { recordedTimeline, renderOptions } from '../../recorded-stories.ts';

/** What is told of a recording when one of its units is asked about. */
async function toldOf(name: string, unit: string): Promise<Timeline> {
  const { sessions } = await openSessions([`fixtures/scenarios/${name}.jsonl.gz`]);
  const timeline = await replay(sessions, { units: [{ id: unit, askedFor: unit }], shownAs: name, lines: Number.POSITIVE_INFINITY });
  if (timeline === undefined) throw new Error(`${name} tells nothing`);
  return timeline;
}

/** Of each arrow onto a start its ends, and how far its path reaches to the left and upwards from where it ends. */
function arrows(timeline: Timeline) {
  const text = renderHtml(timeline, renderOptions(timeline));
  return [...text.matchAll(/<path class="arrow[^>]* data-of-start="(\d+)" data-hop="(\d+)"[^>]* d="([^"]*)" data-p="([^"]*)"/g)].map(
    ([, start = '', hop = '', d = '', p = '']) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = p.split(' ').map(Number);
      return { start: Number(start), hop: Number(hop), d, x1, y1, x2, y2 };
    },
  );
}

describe('a restart by policy on the way to the unit asked for', () => {
  test('is a loop beside where it restarted, when its own start is not told', async () => {
    const timeline = await toldOf('revived-by-a-restarted-dependant/live', 'base.service');
    const start = timeline.starts.findIndex(({ chain }) => chain.length === 2 && chain[0]?.mechanism === 'restart-policy');
    expect(timeline.starts[start]?.chain[0]).toMatchObject({ from: { kind: 'unit', unit: 'dependant.service' }, to: 'dependant.service' });
    const [first, second] = arrows(timeline).filter((one) => one.start === start + 1);
    expect(first).toMatchObject({ x1: first?.x2, y1: first?.y2 });
    const points = [...(first?.d ?? '').matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    expect(points).toHaveLength(4);
    expect(points.every(([, y]) => Math.abs(y - first!.y1) < 30)).toBe(true);
    expect(points.some(([x]) => x < first!.x1 - 20)).toBe(true);
    expect(second).toMatchObject({ x1: first?.x2, y1: first?.y2 });
  });

  test('is an arc from its end to its start, when both are told', async () => {
    const timeline = await recordedTimeline('revived-by-a-restarted-dependant/live');
    const start = timeline.starts.findIndex(({ unit, chain }) => unit === 'base.service' && chain[0]?.mechanism === 'restart-policy');
    const own = timeline.starts.findIndex(({ unit, mechanism }) => unit === 'dependant.service' && mechanism === 'restart-policy');
    expect([start, own].every((index) => index >= 0)).toBe(true);
    const all = arrows(timeline);
    const [first, itself] = [all.find((one) => one.start === start + 1 && one.hop === 1), all.find((one) => one.start === own + 1)];
    expect(first).toMatchObject({ x1: itself?.x1, y1: itself?.y1, x2: itself?.x2, y2: itself?.y2 });
    expect(first!.x2 - first!.x1).toBeGreaterThan(1);
  });
});

test('a client that is a process of the unit before it acts from the lane of that unit: the chain is not torn', async () => {
  const timeline = await recordedTimeline('caller-in-a-unit/live');
  const { hops, lanes, sources } = sceneOf(timeline);
  const chain = hops.filter(({ number }) => number === 1);
  expect(chain.map(({ mechanism, cause }) => [mechanism, cause.kind])).toEqual([
    ['timer', 'unit'],
    ['client-request', 'client'],
  ]);
  expect(chain[1]?.from).toEqual(chain[0]?.onto);
  expect(chain[1]?.from.lane).toBe(lanes.ofUnit('check.service', undefined));
  expect(lanes.list.map(({ name }) => name)).not.toContain('clients');
  expect(sources.find(({ cause }) => cause.kind === 'client')?.lane).toBe(chain[1]?.from.lane);
});
