import { MECHANISMS } from '../../../model/mechanism.ts';
import { arrowPath, type ArrowShape } from './geometry.ts';
import type { Hop } from './hops.ts';
import { isEnd } from './life.ts';
import { moved } from './marks.ts';
import { el, type PageElement } from './node.ts';
import { xOf } from './scale.ts';
import type { Scene } from './scene.ts';

/** Every hop from a cause to what it started, and, fainter, from who stopped a unit to its end. */
export function arrowsOf(scene: Scene): readonly PageElement[] {
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
      class: `arrow ${hop.strength} ${MECHANISMS[hop.mechanism].family}`,
      'data-arrow': true,
      ...(cause.kind === 'unit' ? { 'data-from-unit': cause.unit } : { 'data-from-kind': cause.kind }),
      'data-to-unit': hop.to,
      'data-of-start': hop.number,
      'data-hop': hop.index + 1,
      'data-mechanism': hop.mechanism,
      'marker-end': hop.isOnTheWay ? 'url(#onto-dot)' : 'url(#onto-start)',
    }),
    ...(hop.isOnTheWay
      ? [el('g', moved(shape.x2, shape.y2), el('circle', { class: `dot ${MECHANISMS[hop.mechanism].family}`, r: 5 }))]
      : []),
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
