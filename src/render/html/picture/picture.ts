import { span } from '../../time/span.ts';
import { mechanismWord } from '../../words/phrases.ts';
import { arrowsOf } from './arrows.ts';
import { foldMark } from './fold-mark.ts';
import { fitted, PICTURE, textWidth } from './geometry.ts';
import { isEnd } from './life.ts';
import { eventMark, moved, startMark } from './marks.ts';
import { el, type PageElement } from './node.ts';
import { backdrop } from './backdrop.ts';
import { xOf } from './scale.ts';
import type { Scene, Source } from './scene.ts';
import { eventSentence, startSentence } from '../../words/events.ts';

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
    el('g', { class: 'clipped' }, ...runs(scene), ...dead(scene), ...arrowsOf(scene), ...sources(scene), ...marks(scene)),
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
    const from = run.from !== undefined && run.from >= (scale.stops[0]?.[0] ?? 0) ? run.from : undefined;
    const x1 = from === undefined ? PICTURE.left : xOf(scale, from);
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
        'data-from': from ?? '',
        'data-to': run.to,
        'data-x1': from === undefined ? 'left' : x1.toFixed(2),
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
        ...sourceLabel(source, lane.kind === 'unit'),
      ),
    ];
  });
}

/** Above its dot; in the lane of a unit beside it, as the arrow onto the unit comes from above. */
function sourceLabel({ label, row, anchor }: Source, isOfUnit: boolean): readonly PageElement[] {
  if (label === undefined) return [];
  const aside = isOfUnit ? 10 : -6;
  const x = anchor === 'start' ? aside : -aside;
  return [el('text', { class: 'source-label', x, y: -11 - row * 17, 'text-anchor': anchor }, fitted(label, 12, 340))];
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
          const label = `${mechanismWord(start.mechanism)}${start.strength === 'possible' ? '?' : ''}`;
          const width = textWidth(label, 12) + 18;
          const isLate = x + width > PICTURE.width;
          const hasRoom = (labels.get(lane.key) ?? 0) <= (isLate ? x - width : x);
          if (hasRoom) labels.set(lane.key, isLate ? x : x + width);
          const { unit, mechanism, strength } = start;
          const usec = String(start.at.realtimeUsec);
          const sentence = startSentence(start, number);
          const shown = hasRoom ? label : undefined;
          return [startMark({ number, unit, usec, mechanism, strength, sentence, label: shown, isLate, x, y: lane.y })];
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
        return [eventMark({ number, unit, usec, kind, how, sentence: eventSentence(event), x, y: lane.y })];
      },
    })),
    ...folds.map((fold) => ({ at: Number(fold.starts[0]?.start.at.realtimeUsec ?? 0n), order: 1, node: () => foldMark(fold, scene) })),
  ];
  return all.sort((a, b) => a.at - b.at || a.order - b.order).flatMap(({ node }) => node());
}
