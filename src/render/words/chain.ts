import type { Cause, Link, Start } from '../../model/timeline.ts';
import { causeKey, causeName } from './cause.ts';
import { mechanismLabel } from './phrases.ts';

/** Who stands before the unit, from the root on: `reconcile.timer → reconcile.service`. Raw text. */
export function chainNames({ chain, unit }: Pick<Start, 'chain' | 'unit'>): string {
  if (chain.length === 0) return 'unknown';
  return chain
    .map(({ from, setting }) => (isUnit(from, unit) ? `itself${setting === undefined ? '' : ` (${setting})`}` : causeName(from)))
    .join(' → ');
}

/** The mechanisms on the way, for counting: `timer → Wants=`. */
export function chainMechanisms(chain: readonly Link[]): string {
  if (chain.length === 0) return mechanismLabel('unexplained');
  const labels = chain.map(({ mechanism }) => mechanismLabel(mechanism));
  return labels.filter((label, index) => label !== labels[index - 1]).join(' → ');
}

/** Whether two starts tell the same story, apart from when and which process, connection or session. */
export function sameStory(a: Start, b: Start): boolean {
  return a.unit === b.unit && a.host === b.host && a.strength === b.strength && story(a) === story(b);
}

/** What is not stated is told with the other claims that stand. */
function story({ chain, alternatives, strength }: Start): string {
  const standing = strength === 'stated' ? [] : alternatives.filter(({ ruledOut }) => !ruledOut);
  return [
    ...chain.map(({ mechanism, from, to, setting = '' }) => [mechanism, causeKey(from), to, setting].join('\0')),
    ...standing.map(({ mechanism, from }) => `or ${mechanism} ${from === undefined ? '' : causeKey(from)}`).toSorted(),
  ].join('\0\0');
}

function isUnit(cause: Cause, unit: string): boolean {
  return cause.kind === 'unit' && cause.unit === unit;
}
