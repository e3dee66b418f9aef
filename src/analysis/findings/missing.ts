import { checkedPaths, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** An environment file that is not there, or a pattern that nothing matches: systemd then runs no command of the unit (Result=resources). */
export const environmentFileMissing = defineFinding({
  kind: 'environment-file-missing',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'environment-file')
      .filter(({ check }) => check.found === 'missing')
      .flatMap((one) => faultAt(one, { path: one.need.name })),
});
