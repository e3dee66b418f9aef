import type { ExpectedEndLink } from './scenario.ts';
import type { ToldLink } from './told-start.ts';

/** `timer(reconcile.timer) > wanted-by(reconcile.service)`, for people. */
export function describeChain(chain: readonly (ExpectedEndLink | ToldLink)[]): string {
  return chain.length === 0
    ? '(no chain)'
    : chain.map((link) => ('strength' in link ? describeTold(link) : describeExpected(link))).join(' > ');
}

function describeExpected(link: ExpectedEndLink): string {
  return `${link.mechanism}(${[link.from, ...Object.values(link.client ?? {})].join(' ')})`;
}

function describeTold({ mechanism, strength, from }: ToldLink): string {
  const cause = from.kind === 'unit' ? [from.unit] : [from.kind, from.comm, from.unit, from.user];
  const doubt = strength === 'stated' ? '' : `~${strength}`;
  return `${mechanism}(${cause.filter((word) => word !== undefined).join(' ')})${doubt}`;
}
