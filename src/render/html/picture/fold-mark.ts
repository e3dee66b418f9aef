import { usecBetween } from '../../../model/instant.ts';
import { causeName } from '../../words/cause.ts';
import { span } from '../../time/span.ts';
import { mechanismWord } from '../../words/phrases.ts';
import { MECHANISMS } from '../../../model/mechanism.ts';
import { el, type PageElement } from './node.ts';
import { xOf } from './scale.ts';
import type { Scene } from './scene.ts';

/** The folded starts of a lane as one mark, as wide as the time that they took. */
export function foldMark({ group, lane: key, starts }: Scene['folds'][number], { placed, scale, lanes }: Scene): readonly PageElement[] {
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
        'data-lane': lanes.list.findIndex((one) => one.key === key),
        'data-lane-y': lane.y,
        'data-card': `group-${String(group.id)}`,
        tabindex: 0,
        role: 'button',
        'aria-label': `${words}${cause === undefined ? '' : `; ${causeName(cause)}`}. Enter unfolds them`,
      },
      el('rect', {
        class: `folded ${MECHANISMS[first.start.mechanism].family}`,
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
        `×${String(count)} more`,
      ),
      el(
        'text',
        { class: 'fold-label', x: (x1 + x2) / 2, y: lane.y + 28, 'data-x1': x1.toFixed(2), 'data-x2': x2.toFixed(2) },
        group.pause === undefined ? 'several causes' : mechanismWord(first.start.mechanism),
      ),
    ),
  ];
}
