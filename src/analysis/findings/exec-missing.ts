import { checkedPaths, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** A command whose program is not there (203/EXEC). */
export const execMissing = defineFinding({
  kind: 'exec-missing',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'program')
      .filter(({ check }) => check.found === 'missing')
      .flatMap((one) => faultAt(one, { path: one.need.name })),
});
