import type { Attribution } from '../attribution/attribute-start.ts';
import type { History } from '../facts/history.ts';

/** What would have told, for a start that is not sure: the sources that were missing and the ways to see it the next time. */
export function wouldHaveTold({ strength, chain, mechanism }: Attribution, history: History): readonly string[] {
  const root = chain[0]?.from;
  const isNameless = root?.kind === 'client' && root.pid === undefined && root.log === undefined;
  if (strength === 'stated' && !isNameless) return [];
  const missing = [...history.statuses.values()]
    .filter(({ status }) => status !== 'ok')
    .map(({ source, remedy }) => (remedy === undefined ? `the source ${source}` : `the source ${source}: ${remedy}`));
  if (strength === 'stated' || strength === 'correlated') return missing;
  return [
    ...missing,
    ...(mechanism === 'unexplained' || strength === 'possible' ? ['watching the next one live: whyalive watch UNIT'] : []),
  ];
}
