import { checkedPaths, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** A working directory that is not there, or is a file (200/CHDIR). */
export const workingDirectoryMissing = defineFinding({
  kind: 'working-directory-missing',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'working-directory')
      .filter(({ check }) => check.found === 'missing' || check.found === 'file')
      .flatMap((one) => faultAt(one, { path: one.need.name, ...(one.check.found === 'file' ? { last: 'file' } : {}) })),
});
