import type { MechanismName } from '../../../model/mechanism.ts';
import type { Strength } from '../../../model/strength.ts';
import type { UnitEvent } from '../../../model/timeline.ts';
import type { FoldedData } from '../picture/folded-data.ts';
import { eventMark, startMark } from '../picture/marks.ts';
import { el } from '../picture/node.ts';
import { xOf } from '../picture/scale.ts';
import { toElement, type View } from './view.ts';

type Folded = FoldedData['folds'][number];

interface Unfolded {
  readonly element: SVGElement;
  readonly x: number;
  readonly lane: number;
}

/** Marks nearer to the one before in their lane, or out of sight, are not drawn: nobody could tell them apart, and thousands of them would be slow. */
const NEAREST = 7;
const ROOM = 30;

/** Unfolds what the picture and the table fold, and folds it again. */
export function startFolds(svg: SVGSVGElement, view: View): { readonly toggle: (group: string) => void } {
  const { folds } = JSON.parse(document.getElementById('folded')?.textContent ?? '{"folds":[]}') as FoldedData;
  const open = new Map<string, readonly Unfolded[]>();

  const thinOut = (): void => {
    for (const marks of open.values()) {
      const last = new Map<number, number>();
      for (const { element, x, lane } of marks) {
        const at = view.now(x);
        const isDrawn = at > 150 && at < 1260 && at - (last.get(lane) ?? Number.NEGATIVE_INFINITY) >= NEAREST;
        if (isDrawn) last.set(lane, at);
        if (isDrawn === (element.getAttribute('display') === 'none')) {
          if (isDrawn) element.removeAttribute('display');
          else element.setAttribute('display', 'none');
        }
      }
    }
  };
  const unfold = (group: string): void => {
    const made = folds.filter((fold) => String(fold.group) === group).flatMap((fold) => draw(fold, svg, view));
    const starts = made.filter(({ element }) => element.dataset['start'] !== undefined).sort((a, b) => a.x - b.x);
    open.set(group, starts);
    for (const element of foldMarks(svg, group)) element.setAttribute('display', 'none');
    view.refresh();
    const [first, last] = [starts[0]?.x ?? 0, starts.at(-1)?.x ?? 0];
    const pause = (last - first) / Math.max(starts.length - 1, 1);
    if (pause < ROOM) view.show(first - 10, last + 10, Math.max(ROOM / Math.max(pause, 0.001), 1));
    starts[0]?.element.focus({ preventScroll: true });
  };
  const fold = (group: string): void => {
    open.delete(group);
    for (const element of svg.querySelectorAll(`[data-of-group="${CSS.escape(group)}"]`)) element.remove();
    for (const element of foldMarks(svg, group)) element.removeAttribute('display');
    view.refresh();
  };
  const toggle = (group: string): void => {
    const isOpen = open.has(group);
    if (isOpen) fold(group);
    else unfold(group);
    const rows = document.getElementById(`rows-${group}`);
    if (rows !== null) rows.hidden = isOpen;
    for (const item of document.querySelectorAll<HTMLElement>(`li[data-group="${CSS.escape(group)}"]`)) item.hidden = isOpen;
    const button = document.querySelector<HTMLElement>(`button[data-unfold="${CSS.escape(group)}"]`);
    if (button !== null) {
      button.setAttribute('aria-expanded', String(!isOpen));
      button.textContent = isOpen ? 'Unfold' : 'Fold';
    }
  };

  view.onChange(thinOut);
  for (const button of document.querySelectorAll<HTMLElement>('button[data-unfold]')) {
    button.addEventListener('click', () => {
      toggle(button.dataset['unfold'] ?? '');
      button.focus({ preventScroll: true });
    });
  }
  return { toggle };
}

function foldMarks(svg: SVGSVGElement, group: string): readonly SVGElement[] {
  return [...svg.querySelectorAll<SVGElement>(`[data-fold="${CSS.escape(group)}"]`)];
}

/** Draws the starts, ends and runs of one fold, before its mark, in the order of time. */
function draw({ group, lane, starts, ends, runs }: Folded, svg: SVGSVGElement, view: View): readonly Unfolded[] {
  const mark = foldMarks(svg, String(group)).find((one) => one.dataset['lane'] === String(lane));
  if (mark === undefined) return [];
  const y = Number(mark.dataset['laneY'] ?? 0);
  const place = (usec: number): number => xOf(view.scale, usec);
  const words = (id: string): string => document.querySelector(`#${id} .sentence`)?.textContent ?? '';
  const unit = mark.dataset['unit'] ?? '';
  const bars = runs.map(([from, to]) => {
    const [x1, x2] = [place(from), place(to)];
    const shape = {
      class: 'run',
      x: x1,
      y: y - 8,
      width: Math.max(x2 - x1, 1),
      height: 16,
      'data-x1': x1.toFixed(2),
      'data-x2': x2.toFixed(2),
    };
    return { usec: 0, x: x1, node: el('rect', { ...shape, 'data-alive': true, 'data-unit': unit, 'data-from': from, 'data-to': to }) };
  });
  const points = [
    ...starts.map(([number, usec, mechanism, strength]) => {
      const named = { mechanism: mechanism as MechanismName, strength: strength as Strength };
      const sentence = `Start ${String(number)}: ${words(`start-${String(number)}`)}`;
      return { usec, x: place(usec), node: startMark({ number, unit, usec: String(usec), ...named, sentence, x: place(usec), y }) };
    }),
    ...ends.map(([number, usec, kind]) => {
      const sentence = words(`event-${String(number)}`);
      const made = { number, unit, usec: String(usec), kind: kind as UnitEvent['kind'], how: kind, sentence, x: place(usec), y };
      return { usec, x: place(usec), node: eventMark(made) };
    }),
  ].sort((a, b) => a.usec - b.usec);
  return [...bars, ...points].map(({ x, node }) => {
    const element = toElement(node);
    element.setAttribute('data-of-group', String(group));
    mark.before(element);
    return { element, x, lane };
  });
}
