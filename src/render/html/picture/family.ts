import type { MechanismName } from '../../../model/mechanism.ts';
import { el, type PageElement } from './node.ts';
import { defined } from '../../../defined.ts';

/** Mechanisms of one kind share a shape and a colour, so that neither is needed to tell them apart alone; the label says which one it is. */
export type Family = 'client' | 'request' | 'trigger' | 'dependency' | 'restart' | 'handler' | 'machine' | 'unexplained';

/** The family of each mechanism. */
export const FAMILY = {
  'client-request': 'client',
  'socket-activation': 'request',
  'bus-activation': 'request',
  timer: 'trigger',
  path: 'trigger',
  automount: 'trigger',
  'required-by': 'dependency',
  'wanted-by': 'dependency',
  'bound-by': 'dependency',
  'upheld-by': 'dependency',
  'restart-propagation': 'dependency',
  'restart-policy': 'restart',
  'on-failure': 'handler',
  'on-success': 'handler',
  'emergency-action': 'handler',
  device: 'machine',
  boot: 'machine',
  signal: 'machine',
  'no-job': 'machine',
  unexplained: 'unexplained',
} as const satisfies Record<MechanismName, Family>;

const corners = (count: number, radius: number, turn: number, dy = 0): string =>
  Array.from({ length: count }, (_, index) => {
    const angle = ((turn + (360 / count) * index) * Math.PI) / 180;
    return `${(radius * Math.sin(angle)).toFixed(1)} ${(dy - radius * Math.cos(angle)).toFixed(1)}`;
  }).join(' ');

/** Outlines around 0,0, each about 22 units wide. */
const OUTLINES: Readonly<Record<Exclude<Family, 'client' | 'request' | 'unexplained'>, string>> = {
  trigger: corners(4, 13.5, 0),
  dependency: corners(6, 12, 30),
  restart: corners(3, 15.5, 0, 2.5),
  handler: corners(3, 15.5, 180, -2.5),
  machine: corners(5, 12.5, 0, 0.5),
};

/** The outline of a family around 0,0; `scale` 1 is 22 units wide. Its colour comes from the style. */
export function outline(family: Family, scale = 1): PageElement {
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
