import type { MechanismFamily } from '../../../model/mechanism.ts';
import { el, type PageElement } from './node.ts';
import { defined } from '../../../defined.ts';

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

/** The outline of a family, so that colour is not needed to tell families apart; the label says which mechanism it is. It lies around 0,0; `scale` 1 is 22 units wide. Its colour comes from the style. */
export function outline(family: MechanismFamily, scale = 1): PageElement {
  const shared = defined({ class: `shape ${family}`, transform: scale === 1 ? undefined : `scale(${String(scale)})` });
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
