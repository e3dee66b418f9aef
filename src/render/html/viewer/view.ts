import { tickMark } from '../picture/backdrop.ts';
import { arrowPath, PICTURE } from '../picture/geometry.ts';
import type { Scale, Stop } from '../picture/scale.ts';
import { ticksOf } from '../picture/ticks.ts';
import type { PageElement } from '../picture/node.ts';

/** What is seen of the picture: how far it is zoomed in, and which part of it. */
export interface View {
  /** The axis as it was drawn, not zoomed. */
  readonly scale: Scale;
  /** Where an x of the picture as it was drawn stands now. */
  readonly now: (x: number) => number;
  readonly zoomTo: (factor: number, around: number) => void;
  /** Shows a span of the picture as it was drawn in most of the width. */
  readonly show: (from: number, to: number, mostZoom: number) => void;
  /** Pans until an x of the picture as it was drawn is seen. */
  readonly reveal: (x: number) => void;
  /** To be called when elements came or went; `arrange` is called whenever the view changes. */
  readonly refresh: () => void;
  readonly onChange: (listener: () => void) => void;
}

const MAX_ZOOM = 4000;
const WIDTH = PICTURE.width - PICTURE.left;

/** Zooms and pans by buttons, keys, wheel and drag. Only what stands along the axis moves; text keeps its size. */
export function startView(svg: SVGSVGElement, figure: HTMLElement): View {
  const scale: Scale = {
    stops: JSON.parse(svg.dataset['scale'] ?? '[]') as Stop[],
    breaks: (JSON.parse(svg.dataset['breaks'] ?? '[]') as [number, number][]).map(([from, to]) => ({ from, to })),
  };
  const zone = svg.dataset['zone'] ?? 'UTC';
  const listeners: (() => void)[] = [];
  let zoom = 1;
  let pan = 0;
  let parts = collect(svg);
  let frame = 0;

  const now = (x: number): number => PICTURE.left + (x - PICTURE.left) * zoom - pan;
  const arrange = (): void => {
    frame = 0;
    for (const { element, x, y } of parts.moved) element.setAttribute('transform', `translate(${now(x).toFixed(1)} ${y})`);
    for (const { element, x1, x2 } of parts.spans) {
      const from = Math.max(x1 === undefined ? PICTURE.left : now(x1), PICTURE.left - 60);
      const to = Math.min(now(x2), PICTURE.width + 60);
      element.setAttribute('x', from.toFixed(1));
      element.setAttribute('width', Math.max(to - from, 0).toFixed(1));
    }
    for (const { element, x1, x2, needs } of parts.middles) {
      element.setAttribute('x', ((now(x1) + now(x2)) / 2).toFixed(1));
      if (now(x2) - now(x1) < needs) element.setAttribute('display', 'none');
      else element.removeAttribute('display');
    }
    for (const { element, shape } of parts.arrows) {
      element.setAttribute('d', arrowPath({ ...shape, x1: now(shape.x1), x2: now(shape.x2) }));
    }
    const stops = scale.stops.map(([usec, x]): Stop => [usec, now(x)]);
    svg.dataset['scale'] = JSON.stringify(stops);
    const ticks = document.getElementById('ticks');
    const y = Number(document.getElementById('axis')?.dataset['y'] ?? 0);
    ticks?.replaceChildren(...ticksOf({ ...scale, stops }, PICTURE.left, PICTURE.width, zone).map((tick) => toElement(tickMark(tick, y))));
    for (const listener of listeners) listener();
  };
  const change = (nextZoom: number, nextPan: number): void => {
    zoom = Math.min(Math.max(nextZoom, 1), MAX_ZOOM);
    pan = Math.min(Math.max(nextPan, 0), WIDTH * (zoom - 1));
    if (frame === 0) frame = requestAnimationFrame(arrange);
  };
  const zoomTo = (factor: number, around: number): void => {
    const next = Math.min(Math.max(zoom * factor, 1), MAX_ZOOM);
    const drawn = (around - PICTURE.left + pan) / zoom;
    change(next, drawn * next - (around - PICTURE.left));
  };
  const panBy = (distance: number): void => change(zoom, pan + distance);
  // A tap on a button takes the focus away from the mark that it was meant for.
  let focused: Element | undefined;
  svg.addEventListener('focusin', ({ target }) => void (focused = (target as Element).closest('[data-x]') ?? undefined));
  const middle = (): number => {
    const x = focused?.isConnected === true ? now(Number(focused.getAttribute('data-x'))) : Number.NaN;
    return x >= PICTURE.left && x <= PICTURE.width ? x : PICTURE.left + WIDTH / 2;
  };
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => zoomTo(1.5, middle()),
    '=': () => zoomTo(1.5, middle()),
    '-': () => zoomTo(1 / 1.5, middle()),
    '−': () => zoomTo(1 / 1.5, middle()),
    '0': () => change(1, 0),
    ArrowLeft: () => panBy(-120),
    ArrowRight: () => panBy(120),
  };

  figure.querySelector<HTMLElement>('.controls')?.removeAttribute('hidden');
  const onClick = (id: string, act: () => void): void => figure.querySelector(`#${id}`)?.addEventListener('click', act);
  onClick('zoom-in', () => zoomTo(1.5, middle()));
  onClick('zoom-out', () => zoomTo(1 / 1.5, middle()));
  onClick('zoom-reset', () => change(1, 0));
  onClick('pan-left', () => panBy(-240));
  onClick('pan-right', () => panBy(240));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest('pre, .wide, #card') !== null) return;
    const act = keys[event.key];
    if (act === undefined || (event.key.startsWith('Arrow') && zoom === 1)) return;
    event.preventDefault();
    act();
  });
  svg.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomTo(Math.exp(-event.deltaY / 300), toPicture(svg, event.clientX));
    },
    { passive: false },
  );
  startDrag(svg, () => zoom > 1, panBy);
  addEventListener('beforeprint', () => {
    zoom = 1;
    pan = 0;
    arrange();
  });

  return {
    scale,
    now,
    zoomTo,
    show: (from, to, mostZoom) => {
      const next = Math.min((WIDTH * 0.8) / Math.max(to - from, 1), mostZoom);
      if (next <= zoom) return;
      change(next, ((from + to) / 2 - PICTURE.left) * next - WIDTH / 2);
    },
    reveal: (x) => {
      if (now(x) < PICTURE.left + 20 || now(x) > PICTURE.width - 20) change(zoom, (x - PICTURE.left) * zoom - WIDTH / 2);
    },
    refresh: () => {
      parts = collect(svg);
      arrange();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** Everything that stands along the axis, with its place as it was drawn. */
function collect(svg: SVGSVGElement) {
  const all = (selector: string): SVGElement[] => [...svg.querySelectorAll<SVGElement>(selector)];
  const numberOf = (element: SVGElement, name: string): number => Number(element.dataset[name] ?? 0);
  return {
    moved: all('[data-x]').map((element) => ({ element, x: numberOf(element, 'x'), y: element.dataset['y'] ?? '0' })),
    spans: all('rect[data-x1]').map((element) => ({
      element,
      x1: element.dataset['x1'] === 'left' ? undefined : numberOf(element, 'x1'),
      x2: numberOf(element, 'x2'),
    })),
    middles: all('text[data-x1]').map((element) => ({
      element,
      x1: numberOf(element, 'x1'),
      x2: numberOf(element, 'x2'),
      needs: numberOf(element, 'needs'),
    })),
    arrows: all('path[data-p]').map((element) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, swing = 0] = (element.dataset['p'] ?? '').split(' ').map(Number);
      return { element, shape: { x1, y1, x2, y2, swing } };
    }),
  };
}

function toPicture(svg: SVGSVGElement, clientX: number): number {
  const { left, width } = svg.getBoundingClientRect();
  return ((clientX - left) / width) * PICTURE.width;
}

/** Pans while the picture is dragged by mouse or pen; a drag is no click. */
function startDrag(svg: SVGSVGElement, canPan: () => boolean, panBy: (distance: number) => void): void {
  let last: number | undefined;
  let moved = 0;
  svg.addEventListener('pointerdown', (event) => {
    moved = 0;
    if (event.button === 0 && event.pointerType !== 'touch' && canPan()) last = event.clientX;
  });
  svg.addEventListener('pointermove', (event) => {
    if (last === undefined) return;
    moved += Math.abs(event.clientX - last);
    panBy(toPicture(svg, last) - toPicture(svg, event.clientX));
    last = event.clientX;
  });
  const stop = (): void => void (last = undefined);
  addEventListener('pointerup', stop);
  addEventListener('pointercancel', stop);
  svg.addEventListener('click', (event) => moved > 4 && event.stopImmediatePropagation(), { capture: true });
}

const SVG = 'http://www.w3.org/2000/svg';

/** An element of the picture, live: the same description that the renderer writes as markup. */
export function toElement({ tag, attributes, children }: PageElement): SVGElement {
  const element = document.createElementNS<'g'>(SVG, tag as 'g');
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) element.append(typeof child === 'string' ? child : toElement(child));
  return element;
}
