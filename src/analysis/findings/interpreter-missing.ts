import { interpretersOf } from '../../systemd/interpreter.ts';
import { checkedPaths, faultAt } from './checked-needs.ts';
import { defineFinding } from './define-finding.ts';

/** A program whose `#!` line names an interpreter that is not there, itself or by way of env (203/EXEC, 127). */
export const interpreterMissing = defineFinding({
  kind: 'interpreter-missing',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'program').flatMap(({ need, check }) =>
      (check.interpreter === undefined ? [] : interpretersOf(check.interpreter)).flatMap((interpreter) => {
        if (need.ownPath && !interpreter.startsWith('/')) return [];
        const found = history.disk.pathChecks.get(interpreter.startsWith('/') ? `${need.root}${interpreter}` : interpreter);
        return found?.found === 'missing' ? faultAt({ need, check: found }, { path: need.name, interpreter }) : [];
      }),
    ),
});
