// @module-tag chromium
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MECHANISMS, type MechanismName } from '../../src/model/mechanism.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { PICTURED, RECORDED } from '../render/recorded-stories.ts';
import { launchChromium } from './chromium.ts';
import { drawnPicture, placeOf, type DrawnPicture } from './drawn.ts';
import { openPage } from './opened-page.ts';
import { pageOfStory } from './page-of.ts';

let browser: Browser;
beforeAll(async () => void (browser = await launchChromium()));
afterAll(() => browser?.close());

async function drawnStory(name: string): Promise<{ readonly drawn: DrawnPicture; readonly timeline: Timeline }> {
  const { html, timeline } = await pageOfStory(name);
  const { page, settle, close } = await openPage(browser, html);
  const drawn = await drawnPicture(page);
  expect(await settle()).toEqual([]);
  await close();
  return { drawn, timeline };
}

function laneOf({ lanes }: DrawnPicture, unit: string): number {
  const lane = lanes.find((one) => one.unit === unit);
  if (lane === undefined) throw new Error(`no lane of ${unit}`);
  return lane.y;
}

const KIND_LANES: Readonly<Record<string, string>> = { process: 'client' };

describe.each(Object.entries(PICTURED))('the picture of %s', (_name, recording) => {
  let drawn: DrawnPicture;
  let timeline: Timeline;
  beforeAll(async () => void ({ drawn, timeline } = await drawnStory(recording)));
  const shown = (): DrawnPicture['marks'] => drawn.marks.filter(({ kind }) => kind === 'start');

  test('every mark stands where the scale has its moment, in the lane of its unit', () => {
    expect(shown().length).toBeGreaterThan(0);
    for (const { x, y, unit, at } of drawn.marks) {
      expect(Math.abs(x - placeOf(drawn.scale, at)), `${unit} at ${at}`).toBeLessThanOrEqual(1);
      expect(Math.abs(y - laneOf(drawn, unit))).toBeLessThanOrEqual(1);
    }
    for (const { y, lineY } of drawn.lanes) expect(Math.abs(y - lineY)).toBeLessThanOrEqual(1);
  });

  test('the scale grows with time, and the marks stand in its order', () => {
    drawn.scale.slice(1).forEach(([usec, x], index) => {
      expect(usec).toBeGreaterThan(drawn.scale[index]![0]);
      expect(x).toBeGreaterThan(drawn.scale[index]![1]);
    });
    const inTime = [...drawn.marks].sort((a, b) => a.at - b.at);
    inTime.slice(1).forEach((mark, index) => {
      if (mark.at > inTime[index]!.at) expect(mark.x).toBeGreaterThan(inTime[index]!.x);
    });
    for (const { number, at, unit } of shown()) {
      const start = timeline.starts[number - 1]!;
      expect([at, unit]).toEqual([Number(start.at.realtimeUsec), start.unit]);
    }
  });

  test('two marks of a lane do not stand upon each other', () => {
    for (const mark of shown()) {
      const near = shown().filter(({ unit, x, number }) => unit === mark.unit && number !== mark.number && Math.abs(x - mark.x) < 20);
      expect(near).toEqual([]);
    }
  });

  test('a bar reaches from a start to its end', () => {
    expect(drawn.bars.length).toBeGreaterThan(0);
    for (const { unit, from, to, x1, x2, y } of drawn.bars) {
      if (from !== undefined) expect(Math.abs(x1 - placeOf(drawn.scale, from))).toBeLessThanOrEqual(1);
      expect(Math.abs(x2 - placeOf(drawn.scale, to))).toBeLessThanOrEqual(1.1);
      expect(Math.abs(y - laneOf(drawn, unit))).toBeLessThanOrEqual(1);
    }
    for (const { number, at, unit } of shown()) {
      const { invocationId } = timeline.starts[number - 1]!;
      const end = timeline.events.find((event) => event.invocationId === invocationId && event.end !== undefined);
      const bar = drawn.bars.find((one) => one.unit === unit && one.from === at);
      if (end === undefined || bar === undefined) expect(end).toBeUndefined();
      else expect(bar.to).toBe(Number(end.at.realtimeUsec));
    }
  });

  test('every hop of a start has its arrow, from the lane of the cause to the lane of what it started, the last one onto the mark', () => {
    for (const mark of shown()) {
      const { chain } = timeline.starts[mark.number - 1]!;
      const arrows = drawn.arrows.filter(({ ofStart }) => ofStart === mark.number).sort((a, b) => a.hop - b.hop);
      expect(arrows.map(({ toUnit, fromUnit, fromKind }) => [fromUnit ?? fromKind, toUnit])).toEqual(
        chain.map(({ from, to }) => [from.kind === 'unit' ? from.unit : from.kind, to]),
      );
      for (const { fromUnit, fromKind, toUnit, begins, ends } of arrows) {
        const kind = KIND_LANES[fromKind ?? ''] ?? fromKind;
        const from = fromUnit === undefined ? drawn.lanes.find((lane) => lane.kind === kind)!.y : laneOf(drawn, fromUnit);
        expect(Math.abs(begins[1] - from)).toBeLessThanOrEqual(2);
        expect(Math.abs(ends[1] - laneOf(drawn, toUnit))).toBeLessThanOrEqual(2);
        expect(begins[0]).toBeLessThanOrEqual(ends[0] + 2);
      }
      const last = arrows.at(-1);
      if (last !== undefined) expect(Math.hypot(last.ends[0] - mark.x, last.ends[1] - mark.y)).toBeLessThanOrEqual(2);
      arrows.slice(1).forEach(({ begins }, index) => {
        const before = arrows[index]!.ends;
        expect(Math.hypot(begins[0] - before[0], begins[1] - before[1])).toBeLessThanOrEqual(2);
      });
    }
  });
});

test('widget-daemon: four starts by four mechanisms, three ends, and the timer reaches it by two arrows', async () => {
  const { drawn } = await drawnStory('widget-daemon/live');
  const starts = drawn.marks.filter(({ kind }) => kind === 'start');
  expect(starts.map(({ number, mechanism }) => [number, mechanism])).toEqual([
    [1, 'client-request'],
    [2, 'socket-activation'],
    [3, 'wanted-by'],
    [4, 'restart-policy'],
  ]);
  expect(drawn.marks.filter(({ kind }) => kind === 'end')).toHaveLength(3);
  expect(drawn.arrows.filter(({ ofStart }) => ofStart === 3).map(({ fromUnit, toUnit }) => [fromUnit, toUnit])).toEqual([
    ['reconcile.timer', 'reconcile.service'],
    ['reconcile.service', 'widget-daemon.service'],
  ]);
});

test('colour is never alone: families differ in their shape, mechanisms in their label, and strengths in their line', async () => {
  const shapes = new Map<string, string>();
  const labels = new Map<string, string>();
  const dashes = new Map<string, string>();
  for (const [mechanism, recording] of Object.entries(RECORDED)) {
    const { drawn, timeline } = await drawnStory(recording);
    for (const mark of drawn.marks.filter(({ kind }) => kind === 'start')) {
      const { family } = MECHANISMS[mark.mechanism as MechanismName];
      if (family !== 'unexplained') shapes.set(family, mark.shape);
      if (mark.label !== '') labels.set(mark.mechanism, mark.label.replace('?', ''));
    }
    for (const { ofStart, hop, dashes: line } of drawn.arrows) {
      dashes.set(timeline.starts[ofStart - 1]!.chain[hop - 1]!.strength, line);
    }
    expect(drawn.marks.length, mechanism).toBeGreaterThan(0);
  }
  expect(new Set(shapes.values()).size, JSON.stringify([...shapes])).toBe(shapes.size);
  expect(new Set(labels.values()).size, JSON.stringify([...labels])).toBe(labels.size);
  expect(new Set(dashes.values()).size, JSON.stringify([...dashes])).toBe(dashes.size);
}, 60_000);
