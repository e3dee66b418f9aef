import { checkedAccounts, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** A user that the host's files do not know (217/USER); where nsswitch.conf asks other databases, too, it may be there. */
export const userMissing = defineFinding({
  kind: 'user-missing',
  examine: (unit, history) =>
    checkedAccounts(unit, history, 'user')
      .filter(({ check }) => !check.exists)
      .flatMap((one) => {
        const { unasked } = one.check;
        const facts = { user: one.need.name, ...(unasked === undefined ? {} : { line: unasked.join(' ') }) };
        return faultAt(one, facts, unasked === undefined ? 'error' : 'warning');
      }),
});
