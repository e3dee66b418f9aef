import type { Page } from 'playwright-core';

/** A mark as it stands on the screen, in the units of the picture. */
interface DrawnMark {
  readonly x: number;
  readonly y: number;
  readonly unit: string;
  readonly at: number;
  readonly number: number;
  readonly kind: 'start' | 'end';
  readonly mechanism: string;
  readonly label: string;
  /** The outline, without its colour. */
  readonly shape: string;
}

interface DrawnBar {
  readonly unit: string;
  readonly from: number | undefined;
  readonly to: number;
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
}

interface DrawnArrow {
  readonly fromUnit: string | undefined;
  readonly fromKind: string | undefined;
  readonly toUnit: string;
  readonly ofStart: number;
  readonly hop: number;
  readonly begins: readonly [number, number];
  readonly ends: readonly [number, number];
  readonly dashes: string;
}

/** The picture as the browser draws it now. */
export interface DrawnPicture {
  readonly scale: readonly (readonly [number, number])[];
  readonly lanes: readonly {
    readonly unit: string | undefined;
    readonly kind: string | undefined;
    readonly y: number;
    readonly lineY: number;
  }[];
  readonly marks: readonly DrawnMark[];
  readonly bars: readonly DrawnBar[];
  readonly arrows: readonly DrawnArrow[];
}

/** Measures what is on the screen, not what attributes say of it; only what is asked for is taken from them: unit, moment, number. */
export async function drawnPicture(page: Page): Promise<DrawnPicture> {
  return page.evaluate(() => {
    const svg = document.querySelector<SVGSVGElement>('svg#picture')!;
    const toPicture = svg.getScreenCTM()!.inverse();
    const inPicture = (x: number, y: number): [number, number] => {
      const point = new DOMPoint(x, y).matrixTransform(toPicture);
      return [point.x, point.y];
    };
    const middle = (element: Element): [number, number] => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return inPicture((left + right) / 2, (top + bottom) / 2);
    };
    const all = (selector: string): SVGElement[] =>
      [...svg.querySelectorAll<SVGElement>(selector)].filter((element) => element.getAttribute('display') !== 'none');
    const shapeOf = (element: Element): string => {
      const shape = element.querySelector('.shape');
      return shape === null
        ? ''
        : `${shape.tagName} ${['points', 'r', 'width', 'rx'].map((name) => shape.getAttribute(name) ?? '').join(' ')}`;
    };
    return {
      scale: JSON.parse(svg.dataset['scale'] ?? '[]') as [number, number][],
      lanes: all('g.lane').map((lane) => ({
        unit: lane.dataset['unit'],
        kind: lane.dataset['kind'],
        y: Number(lane.dataset['y']),
        lineY: middle(lane.querySelector('.middle')!)[1],
      })),
      marks: all('[data-start], [data-end]').map((mark) => {
        const [x, y] = middle(mark.querySelector('.halo')!);
        const { unit = '', at, start, end, mechanism = '' } = mark.dataset;
        const kind = start === undefined ? ('end' as const) : ('start' as const);
        const label = mark.querySelector('.label')?.textContent ?? '';
        return { x, y, unit, at: Number(at), number: Number(start ?? end), kind, mechanism, label, shape: shapeOf(mark) };
      }),
      bars: all('[data-alive]').map((bar) => {
        const { left, right } = bar.getBoundingClientRect();
        const { unit = '', from, to } = bar.dataset;
        const y = middle(bar)[1];
        return {
          unit,
          from: from === '' ? undefined : Number(from),
          to: Number(to),
          x1: inPicture(left, 0)[0],
          x2: inPicture(right, 0)[0],
          y,
        };
      }),
      arrows: all('path[data-arrow]').map((element) => {
        const path = element as SVGPathElement;
        const begins = path.getPointAtLength(0);
        const ends = path.getPointAtLength(path.getTotalLength());
        const { fromUnit, fromKind, toUnit = '', ofStart, hop } = path.dataset;
        return {
          fromUnit,
          fromKind,
          toUnit,
          ofStart: Number(ofStart),
          hop: Number(hop),
          begins: [begins.x, begins.y] as [number, number],
          ends: [ends.x, ends.y] as [number, number],
          dashes: getComputedStyle(path).strokeDasharray,
        };
      }),
    };
  });
}

/** Where a moment has to stand: straight between the two moments of the scale around it. */
export function placeOf(scale: DrawnPicture['scale'], usec: number): number {
  const next = scale.findIndex(([at]) => at >= usec);
  const [after, before] = [scale[next === -1 ? scale.length - 1 : next]!, scale[next <= 0 ? 0 : next - 1]!];
  if (after[0] === before[0] || next === -1) return after[1];
  return before[1] + ((usec - before[0]) / (after[0] - before[0])) * (after[1] - before[1]);
}
