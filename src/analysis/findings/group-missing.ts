import { checkedAccounts, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** A group that the host's files do not know (216/GROUP); where nsswitch.conf asks other databases, too, it may be there. */
export const groupMissing = defineFinding({
  kind: 'group-missing',
  examine: (unit, history) =>
    checkedAccounts(unit, history, 'group')
      .filter(({ check }) => !check.exists)
      .flatMap((one) => {
        const { unasked } = one.check;
        const facts = { group: one.need.name, ...(unasked === undefined ? {} : { line: unasked.join(' ') }) };
        return faultAt(one, facts, unasked === undefined ? 'error' : 'warning');
      }),
});
