import { expect, test } from 'vitest';
import { lanesOf } from '../../../../src/render/html/picture/lanes.ts';
import type { Timeline } from '../../../../src/model/timeline.ts';
import { at, link, start, timeline } from '../../timeline-builder.ts';

const ASKED = 'widget-daemon.service';
const client = { kind: 'client', comm: 'systemctl', user: 'alice' } as const;

/** A unit that so many others started, one after the other, and one that a person did. */
function startedBy(count: number): Timeline {
  const others = Array.from({ length: count }, (_, index) => `other-${String(index).padStart(2, '0')}.service`);
  return timeline({
    starts: [
      ...others.map((other, index) => start(at(`13:40:${String(index % 60).padStart(2, '0')}`), [link('wanted-by', other, ASKED)])),
      start(at('13:50:00'), [link('client-request', client, ASKED)]),
    ],
  });
}

test('of too many lanes the unit that was asked for keeps its own, and who acted, too', () => {
  const story = startedBy(50);
  const { list, ofUnit, ofCause } = lanesOf(story);
  expect(list).toHaveLength(36);
  expect(list.at(-1)).toMatchObject({ name: ASKED, isAsked: true });
  expect(ofUnit(ASKED, undefined)).toBe(list.at(-1)?.key);
  expect(list.map(({ key }) => key)).toContain(ofCause(client, undefined));
  const rest = list.find(({ key }) => key === 'rest');
  expect(rest).toMatchObject({ name: '17 more units', isAsked: false });
  const dropped = story.starts.filter(({ chain }) => ofCause(chain[0]!.from, undefined) === 'rest');
  expect(dropped).toHaveLength(17);
});

test('of too many that were asked for the last share a lane, below the others', () => {
  const units = Array.from({ length: 50 }, (_, index) => ({ id: `unit-${String(index)}.service`, askedFor: 'unit-*' }));
  const starts = [start(at('13:50:00'), [link('client-request', client, 'unit-3.service')])];
  const { list, ofCause } = lanesOf(timeline({ units, starts }));
  expect(list).toHaveLength(36);
  expect(list.at(-1)).toMatchObject({ key: 'rest', name: '16 more units', isAsked: true });
  expect(list.map(({ key }) => key)).toContain(ofCause(client, undefined));
});
