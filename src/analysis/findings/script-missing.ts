import { checkedPaths, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** A script that is given to an interpreter and is not there: the interpreter runs, and fails. */
export const scriptMissing = defineFinding({
  kind: 'script-missing',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'script')
      .filter(({ check }) => check.found === 'missing')
      .flatMap((one) =>
        faultAt(one, { path: one.need.name, ...(one.need.interpreter === undefined ? {} : { interpreter: one.need.interpreter }) }),
      ),
});
