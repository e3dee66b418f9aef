import { checkedPaths, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** A command whose program is a file without any execute bit, or no file at all (203/EXEC); root needs the bit, too. */
export const execNotExecutable = defineFinding({
  kind: 'exec-not-executable',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'program')
      .filter(({ check }) => check.found === 'directory' || (check.found === 'file' && check.executable === false))
      .flatMap((one) => faultAt(one, { path: one.need.name, ...(one.check.found === 'directory' ? { last: 'directory' } : {}) })),
});
