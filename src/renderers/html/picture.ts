import { usecBetween } from '../../systemd/instant.ts';
import { causeName } from '../cause.ts';
import { span } from '../span.ts';
import { mechanismLabel } from '../wording.ts';
import { FAMILY } from './family.ts';
import { arrowPath, fitted, PICTURE, PLOT, textWidth, type ArrowShape } from './geometry.ts';
import type { Hop } from './hops.ts';
import { isEnd } from './life.ts';
import { eventMark, moved, startMark } from './marks.ts';
import { el, type PageElement } from './node.ts';
import { backdrop } from './backdrop.ts';
import { xOf } from './scale.ts';
import type { Scene, Source } from './scene.ts';
import { eventSentence, startSentence } from './told-words.ts';

/** The picture: lanes and the axis behind, then the times in which units were up, the arrows, and last what can be pointed at. */
export function drawPicture(scene: Scene, zone: string): PageElement {
  const scale = scene.scale.stops.map(([usec, x]) => [usec, Number(x.toFixed(2))]);
  return el(
    'svg',
    {
      id: 'picture',
      viewBox: `0 0 ${String(PICTURE.width)} ${String(scene.height)}`,
      role: 'group',
      'aria-label': 'Picture of who started what, from left to right in time; the table below says the same',
      'data-scale': JSON.stringify(scale),
      'data-breaks': JSON.stringify(scene.scale.breaks.map(({ from, to }) => [from, to])),
      'data-zone': zone,
    },
    definitions(scene),
    ...backdrop(scene, zone),
    el('g', { class: 'clipped' }, ...runs(scene), ...dead(scene), ...arrows(scene), ...sources(scene), ...marks(scene)),
  );
}

function definitions({ height }: Scene): PageElement {
  const head = (id: string, back: number): PageElement =>
    el(
      'marker',
      { id, viewBox: '0 0 10 10', refX: 9 + back, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: 'userSpaceOnUse', orient: 'auto' },
      el('path', { class: 'head', d: 'M 0 0.8 L 9 5 L 0 9.2 z' }),
    );
  return el(
    'defs',
    {},
    head('onto-start', 14),
    head('onto-dot', 6),
    el(
      'pattern',
      { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      el('rect', { class: 'hatch', width: 2, height: 7 }),
    ),
    el('clipPath', { id: 'plot' }, el('rect', { x: PICTURE.left, y: 0, width: PICTURE.width - PICTURE.left, height })),
  );
}

function runs({ life, lanes, placed, scale }: Scene): readonly PageElement[] {
  return life.runs.flatMap((run) => {
    const lane = placed.get(lanes.ofUnit(run.unit, run.host));
    if (lane === undefined || run.group !== undefined) return [];
    const x1 = run.from === undefined ? PICTURE.left : xOf(scale, run.from);
    const x2 = xOf(scale, run.to);
    return [
      el('rect', {
        class: `run ${run.closedBy}`,
        x: x1.toFixed(1),
        y: lane.y - 8,
        width: Math.max(x2 - x1, 1).toFixed(1),
        height: 16,
        'data-alive': true,
        'data-unit': run.unit,
        'data-from': run.from ?? '',
        'data-to': run.to,
        'data-x1': run.from === undefined ? 'left' : x1.toFixed(2),
        'data-x2': x2.toFixed(2),
      }),
    ];
  });
}

/** How long a unit was down, in the gap between its end and its start. */
function dead({ told, lanes, placed, scale }: Scene): readonly PageElement[] {
  return told.starts.flatMap(({ start, group }) => {
    const lane = placed.get(lanes.ofUnit(start.unit, start.host));
    const { previousEnd } = start;
    if (group !== undefined || lane === undefined || previousEnd === undefined) return [];
    const text = `dead ${span(previousEnd.deadForUsec)}`;
    const x1 = xOf(scale, Number(previousEnd.at.realtimeUsec));
    const x2 = xOf(scale, Number(start.at.realtimeUsec));
    const needs = Math.ceil(textWidth(text, 11.5)) + 34;
    return [
      el(
        'text',
        {
          class: 'dead',
          x: ((x1 + x2) / 2 - 3).toFixed(1),
          y: lane.y + 4,
          'data-x1': x1.toFixed(2),
          'data-x2': x2.toFixed(2),
          'data-needs': needs,
          display: x2 - x1 < needs ? 'none' : undefined,
        },
        text,
      ),
    ];
  });
}

function arrows(scene: Scene): readonly PageElement[] {
  return [...scene.hops.flatMap((hop) => startArrow(hop, scene)), ...endArrows(scene)];
}

function startArrow(hop: Hop, { placed, scale }: Scene): readonly PageElement[] {
  const [from, onto] = [placed.get(hop.from.lane), placed.get(hop.onto.lane)];
  if (from === undefined || onto === undefined) return [];
  const shape = {
    x1: xOf(scale, hop.from.at),
    y1: from.y,
    x2: xOf(scale, hop.onto.at),
    y2: onto.y,
    swing: swingOf(from.y, onto.y, placed),
  };
  const { cause } = hop;
  return [
    arrow(shape, {
      class: `arrow ${hop.strength} ${FAMILY[hop.mechanism]}`,
      'data-arrow': true,
      ...(cause.kind === 'unit' ? { 'data-from-unit': cause.unit } : { 'data-from-kind': cause.kind }),
      'data-to-unit': hop.to,
      'data-of-start': hop.number,
      'data-hop': hop.index + 1,
      'data-mechanism': hop.mechanism,
      'marker-end': hop.isOnTheWay ? 'url(#onto-dot)' : 'url(#onto-start)',
    }),
    ...(hop.isOnTheWay ? [el('g', moved(shape.x2, shape.y2), el('circle', { class: `dot ${FAMILY[hop.mechanism]}`, r: 5 }))] : []),
  ];
}

/** From who stopped or killed a unit to its end. */
function endArrows({ drawnEvents, lanes, placed, scale }: Scene): readonly PageElement[] {
  return drawnEvents.flatMap(({ event, number }) => {
    const link = event.end?.chain?.at(-1);
    if (!isEnd(event) || link === undefined || link.from.kind === 'unknown') return [];
    const from = placed.get(lanes.ofCause(link.from, event.host));
    const onto = placed.get(lanes.ofUnit(event.unit, event.host));
    if (from === undefined || onto === undefined || from === onto) return [];
    const x = xOf(scale, Number(event.at.realtimeUsec));
    const shape = { x1: x, y1: from.y, x2: x, y2: onto.y, swing: swingOf(from.y, onto.y, placed) };
    return [arrow(shape, { class: `arrow stops ${link.strength}`, 'data-stops': number, 'marker-end': 'url(#onto-dot)' })];
  });
}

function arrow(shape: ArrowShape, attributes: Readonly<Record<string, string | number | boolean>>): PageElement {
  const { x1, y1, x2, y2, swing } = shape;
  return el('path', { ...attributes, d: arrowPath(shape), 'data-p': [x1, y1, x2, y2, swing].map((one) => one.toFixed(2)).join(' ') });
}

/** An arrow that passes lanes swings around what stands in them. */
function swingOf(y1: number, y2: number, placed: Scene['placed']): number {
  const [high, low] = [Math.min(y1, y2), Math.max(y1, y2)];
  const passed = [...placed.values()].filter(({ y }) => y > high + 1 && y < low - 1).length;
  return passed === 0 ? 0 : Math.min(14 + passed * 5, 40);
}

function sources({ sources: all, placed, scale }: Scene): readonly PageElement[] {
  return all.flatMap((source) => {
    const lane = placed.get(source.lane);
    if (lane === undefined) return [];
    const x = xOf(scale, source.at);
    return [
      el(
        'g',
        { class: 'source', ...moved(x, lane.y), 'data-source': source.cause.kind },
        source.does === 'start'
          ? el('circle', { class: `dot ${source.cause.kind === 'unit' ? 'unit' : 'someone'}`, r: 5 })
          : el('rect', { class: 'dot stopper', x: -4.5, y: -4.5, width: 9, height: 9 }),
        ...sourceLabel(source),
      ),
    ];
  });
}

function sourceLabel({ label, row, anchor }: Source): readonly PageElement[] {
  if (label === undefined) return [];
  return [
    el('text', { class: 'source-label', x: anchor === 'start' ? -6 : 6, y: -11 - row * 17, 'text-anchor': anchor }, fitted(label, 12, 340)),
  ];
}

/** All that can be pointed at, in the order of time, which is the order of the Tab key. */
function marks(scene: Scene): readonly PageElement[] {
  const { told, lanes, placed, scale, drawnEvents, folds } = scene;
  const labels = new Map<string, number>();
  const all: { readonly at: number; readonly order: number; readonly node: () => readonly PageElement[] }[] = [
    ...told.starts
      .filter(({ group }) => group === undefined)
      .map(({ start, number }) => ({
        at: Number(start.at.realtimeUsec),
        order: 1,
        node: () => {
          const lane = placed.get(lanes.ofUnit(start.unit, start.host));
          if (lane === undefined) return [];
          const x = xOf(scale, Number(start.at.realtimeUsec));
          const label = `${mechanismLabel(start.mechanism)}${start.strength === 'possible' ? '?' : ''}`;
          const half = textWidth(label, 12) / 2 + 2;
          const hasRoom = (labels.get(lane.key) ?? 0) <= x - half;
          if (hasRoom) labels.set(lane.key, x + half);
          const { unit, mechanism, strength } = start;
          const usec = String(start.at.realtimeUsec);
          const sentence = startSentence(start, number);
          return [startMark({ number, unit, usec, mechanism, strength, sentence, x, y: lane.y, ...(hasRoom ? { label } : {}) })];
        },
      })),
    ...drawnEvents.map(({ event, number }) => ({
      at: Number(event.at.realtimeUsec),
      order: 0,
      node: () => {
        const lane = placed.get(lanes.ofUnit(event.unit, event.host));
        if (lane === undefined) return [];
        const usec = String(event.at.realtimeUsec);
        const x = xOf(scale, Number(event.at.realtimeUsec));
        const { unit, kind } = event;
        const how = isEnd(event) ? (event.end?.how ?? kind) : undefined;
        return [
          eventMark({ number, unit, usec, kind, sentence: eventSentence(event), x, y: lane.y, ...(how === undefined ? {} : { how }) }),
        ];
      },
    })),
    ...folds.map((fold) => ({ at: Number(fold.starts[0]?.start.at.realtimeUsec ?? 0n), order: 1, node: () => foldMark(fold, scene) })),
  ];
  return all.sort((a, b) => a.at - b.at || a.order - b.order).flatMap(({ node }) => node());
}

function foldMark({ group, lane: key, starts }: Scene['folds'][number], { placed, scale }: Scene): readonly PageElement[] {
  const lane = placed.get(key);
  const [first, last] = [starts[0], starts.at(-1)];
  if (lane === undefined || first === undefined || last === undefined) return [];
  const x1 = xOf(scale, Number(first.start.at.realtimeUsec));
  const x2 = Math.max(xOf(scale, Number(last.start.at.realtimeUsec)), x1 + 40);
  const count = starts.length;
  const words = `${String(count)} more starts of ${first.start.unit}, ${String(first.number)} to ${String(last.number)}${
    group.pause === undefined ? '' : `, all the same way, about every ${span(group.pause)}`
  }, over ${span(usecBetween(first.start.at, last.start.at))}`;
  const cause = first.start.chain[0]?.from;
  return [
    el(
      'g',
      {
        class: 'mark fold',
        'data-fold': group.id,
        'data-count': count,
        'data-unit': first.start.unit,
        'data-lane': key,
        'data-lane-y': lane.y,
        'data-card': `group-${String(group.id)}`,
        tabindex: 0,
        role: 'button',
        'aria-label': `${words}${cause === undefined ? '' : `; ${causeName(cause)}`}. Enter unfolds them`,
      },
      el('rect', {
        class: `folded ${FAMILY[first.start.mechanism]}`,
        x: x1 - 8,
        y: lane.y - 13,
        width: x2 - x1 + 16,
        height: 26,
        rx: 13,
        'data-x1': (x1 - 8).toFixed(2),
        'data-x2': (x2 + 8).toFixed(2),
      }),
      el(
        'text',
        { class: 'times', x: (x1 + x2) / 2, y: lane.y + 4.5, 'data-x1': x1.toFixed(2), 'data-x2': x2.toFixed(2) },
        `×${String(count)}`,
      ),
    ),
  ];
}

/** Whether a plot is wide enough for what stands in it. */
export const PLOT_WIDTH = PLOT.to - PLOT.from;
