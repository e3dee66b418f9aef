import type { Start, UnitEvent } from '../../../model/timeline.ts';
import { MECHANISMS, type MechanismFamily } from '../../../model/mechanism.ts';
import { textWidth } from './geometry.ts';
import { el, type PageElement } from './node.ts';

/** A start as a mark, made by the renderer and, of what was folded, in the browser. */
export interface StartMark extends Pick<Start, 'unit' | 'mechanism' | 'strength'> {
  readonly number: number;
  readonly usec: string;
  /** The whole of it in a sentence. Raw text. */
  readonly sentence: string;
  /** What stands below the mark, where there is room. */
  readonly label?: string;
  /** Set at the right border, where the label stands to the left. */
  readonly isLate?: boolean;
  readonly x: number;
  readonly y: number;
}

/** A start: its family's shape with its number in it, and the mechanism below. */
export function startMark({ number, unit, usec, mechanism, strength, sentence, label, isLate = false, x, y }: StartMark): PageElement {
  const digits = String(number);
  return el(
    'g',
    {
      class: `mark start ${strength}`,
      ...moved(x, y),
      'data-start': number,
      'data-unit': unit,
      'data-at': usec,
      'data-mechanism': mechanism,
      'data-strength': strength,
      'data-card': `start-${digits}`,
      tabindex: 0,
      role: 'button',
      'aria-label': sentence,
    },
    el('circle', { class: 'halo', r: 16 }),
    outline(MECHANISMS[mechanism].family),
    el(
      'text',
      { class: `number ${MECHANISMS[mechanism].family}${digits.length > 2 ? ' long' : ''}`, y: 4 },
      digits.length > 4 ? '' : digits,
    ),
    ...labelOf(label, isLate),
  );
}

/** The label, and what makes all of the mark answer to a pointer. */
function labelOf(label: string | undefined, isLate: boolean): readonly PageElement[] {
  if (label === undefined) return [];
  const width = textWidth(label, 12) + 30;
  return [
    el('rect', { class: 'touch', x: isLate ? 16 - width : -16, y: -16, width: width.toFixed(1), height: 46 }),
    el('text', { class: 'label', x: isLate ? -13 : 13, y: 26, 'text-anchor': isLate ? 'end' : 'start' }, label),
  ];
}

/** Something that happened to a unit and was no start. */
export interface EventMark extends Pick<StartMark, 'number' | 'unit' | 'usec' | 'sentence' | 'x' | 'y'> {
  readonly kind: UnitEvent['kind'];
  /** Of an end. */
  readonly how?: string;
}

/** What each kind is drawn as: a cross for what failed, a square for what ended, a ring for what did nothing. */
export const EVENT_GLYPHS = {
  stopped: 'square',
  exited: 'square',
  failed: 'cross',
  'start-failed': 'cross',
  'start-limit-hit': 'barred',
  skipped: 'ring',
  'no-op-start': 'ring',
} as const satisfies Record<UnitEvent['kind'], Glyph>;

export type Glyph = 'square' | 'cross' | 'barred' | 'ring';

/** An end, or another event, as a mark. */
export function eventMark({ number, unit, usec, kind, how, sentence, x, y }: EventMark): PageElement {
  return el(
    'g',
    {
      class: 'mark event',
      ...moved(x, y),
      ...(how === undefined ? { 'data-event': kind } : { 'data-end': number, 'data-how': how }),
      'data-unit': unit,
      'data-at': usec,
      'data-card': `event-${String(number)}`,
      tabindex: 0,
      role: 'button',
      'aria-label': sentence,
    },
    el('circle', { class: 'halo', r: 11 }),
    ...glyph(EVENT_GLYPHS[kind]),
  );
}

/** The glyph of an event, around 0,0. */
export function glyph(name: Glyph): readonly PageElement[] {
  switch (name) {
    case 'square':
      return [el('rect', { class: 'ended', x: -5, y: -5, width: 10, height: 10, rx: 1.5 })];
    case 'cross':
      return [
        el('path', { class: 'failed under', d: 'M -6 -6 L 6 6 M -6 6 L 6 -6' }),
        el('path', { class: 'failed', d: 'M -6 -6 L 6 6 M -6 6 L 6 -6' }),
      ];
    case 'barred':
      return [el('circle', { class: 'failed plate', r: 8 }), el('path', { class: 'failed', d: 'M -4.5 0 L 4.5 0' })];
    case 'ring':
      return [el('circle', { class: 'ring', r: 4.5 })];
  }
}

/** Where an element stands; the browser moves it when the picture is zoomed. */
export function moved(x: number, y: number): Readonly<Record<string, string>> {
  return { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, 'data-x': x.toFixed(2), 'data-y': y.toFixed(1) };
}

/** The shape of a mark in the text of the page. */
export function markInText(...shape: readonly PageElement[]): PageElement {
  return el('svg', { class: 'glyph', viewBox: '-15 -15 30 30', 'aria-hidden': 'true' }, ...shape);
}

const corners = (count: number, radius: number, turn: number, dy = 0): string =>
  Array.from({ length: count }, (_, index) => {
    const angle = ((turn + (360 / count) * index) * Math.PI) / 180;
    return `${(radius * Math.sin(angle)).toFixed(1)} ${(dy - radius * Math.cos(angle)).toFixed(1)}`;
  }).join(' ');

/** Outlines around 0,0, each about 22 units wide. */
const OUTLINES: Readonly<Record<Exclude<MechanismFamily, 'client' | 'request' | 'unexplained'>, string>> = {
  trigger: corners(4, 13.5, 0),
  dependency: corners(6, 12, 30),
  restart: corners(3, 15.5, 0, 2.5),
  handler: corners(3, 15.5, 180, -2.5),
  machine: corners(5, 12.5, 0, 0.5),
};

/** The outline of a family, so that colour is not needed to tell families apart; the label says which mechanism it is. Its colour comes from the style. */
export function outline(family: MechanismFamily): PageElement {
  const shared = { class: `shape ${family}` };
  switch (family) {
    case 'client':
    case 'unexplained':
      return el('circle', { ...shared, r: 11 });
    case 'request':
      return el('rect', { ...shared, x: -10, y: -10, width: 20, height: 20, rx: 3 });
    default:
      return el('polygon', { ...shared, points: OUTLINES[family] });
  }
}
