import { span } from '../../time/span.ts';
import { fitted, PICTURE } from './geometry.ts';
import { moved } from './marks.ts';
import { el, type PageElement } from './node.ts';
import { xOf } from './scale.ts';
import type { PlacedLane, Scene } from './scene.ts';
import { ticksOf, type Tick } from './ticks.ts';
import { defined } from '../../../defined.ts';

/** What stands behind the story: lanes with their names, the axis, the times that nobody saw, and the cuts of the axis. */
export function backdrop(scene: Scene, zone: string): readonly PageElement[] {
  return [
    ...[...scene.placed.values()].map(lane),
    el('g', { class: 'clipped' }, ...gaps(scene)),
    axis(scene, zone),
    el('g', { class: 'clipped', 'aria-hidden': 'true' }, ...cuts(scene)),
  ];
}

function lane({ name, kind, isAsked, host, top, y, height }: PlacedLane): PageElement {
  const end = PICTURE.left - 18;
  return el(
    'g',
    {
      class: `lane ${isAsked ? 'asked' : kind}`,
      ...(kind === 'unit' ? { 'data-unit': name } : { 'data-kind': kind }),
      ...defined({ 'data-host': host }),
      'data-y': y,
    },
    ...(isAsked ? [el('rect', { class: 'band', x: 0, y: top + 3, width: PICTURE.width, height: height - 6, rx: 8 })] : []),
    el('line', { class: 'middle', x1: PICTURE.left, x2: PICTURE.width, y1: y, y2: y }),
    el('text', { class: 'lane-name', x: end, y: y + 4.5 }, fitted(name, isAsked ? 14 : 13, end - 10)),
    ...(host === undefined ? [] : [el('text', { class: 'lane-host', x: end, y: y + 19 }, fitted(host, 11, end - 10))]),
  );
}

function gaps({ gaps: all, scale, height }: Scene): readonly PageElement[] {
  const first = scale.stops[0]?.[0] ?? 0;
  const last = scale.stops.at(-1)?.[0] ?? 0;
  return all.flatMap(({ from, to, source, text }) => {
    const [begins, ends] = [Number(from.realtimeUsec), Number(to.realtimeUsec)];
    if (ends < first || begins > last) return [];
    const x1 = xOf(scale, begins);
    const x2 = Math.max(xOf(scale, ends), x1 + 4);
    return [
      el('rect', {
        class: 'gap',
        x: x1.toFixed(1),
        y: PICTURE.top,
        width: (x2 - x1).toFixed(1),
        height: height - PICTURE.axis - PICTURE.top,
        fill: 'url(#hatch)',
        'data-gap': true,
        'data-x1': x1.toFixed(2),
        'data-x2': x2.toFixed(2),
        role: 'img',
        'aria-label': `Not seen by ${source}: ${text}`,
      }),
    ];
  });
}

function axis({ scale, height }: Scene, zone: string): PageElement {
  const y = height - PICTURE.axis;
  return el(
    'g',
    { id: 'axis', 'data-y': y, 'data-height': y - PICTURE.top },
    el('line', { class: 'axis', x1: PICTURE.left, x2: PICTURE.width, y1: y, y2: y }),
    el('text', { class: 'zone', x: PICTURE.left - 18, y: y + 20 }, fitted(zone, 12, PICTURE.left - 40)),
    el('g', { id: 'ticks', class: 'clipped' }, ...ticksOf(scale, PICTURE.left, PICTURE.width, zone).map((tick) => tickMark(tick, y))),
  );
}

/** A tick of the axis with its words. */
export function tickMark({ x, text, day }: Tick, y: number): PageElement {
  return el(
    'g',
    { class: 'tick', transform: `translate(${x.toFixed(1)} ${String(y)})` },
    el('line', { class: 'grid', y1: PICTURE.top - y, y2: 5 }),
    el('text', { y: 20 }, text),
    ...(day === undefined ? [] : [el('text', { class: 'day', y: 36 }, day)]),
  );
}

function cuts({ scale, height }: Scene): readonly PageElement[] {
  const bottom = height - PICTURE.axis;
  return scale.breaks.map(({ from, to }) => {
    const x = (xOf(scale, from) + xOf(scale, to)) / 2;
    const edges = zigzag(bottom);
    return el(
      'g',
      { class: 'cut', ...moved(x, 0), 'data-break': true },
      el('path', { class: 'torn', d: `M ${[...edges.left, ...edges.right.toReversed()].join(' L ')} z` }),
      el('path', { class: 'edge', d: `M ${edges.left.join(' L ')} M ${edges.right.join(' L ')}` }),
      el('text', { y: bottom + 20 }, span(BigInt(Math.round(to - from)))),
    );
  });
}

function zigzag(bottom: number): { readonly left: readonly string[]; readonly right: readonly string[] } {
  const rows = Array.from({ length: Math.ceil(bottom / 8) }, (_, index) => 4 + index * 8);
  const side = (middle: number): readonly string[] => rows.map((y, index) => `${String(middle + (index % 2 === 0 ? -3 : 3))} ${String(y)}`);
  return { left: side(-6), right: side(6) };
}
