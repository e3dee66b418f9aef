import type { HostNeed } from '../../systemd/host-need.ts';
import { checkedPaths, faultAt, checkedAccounts } from './checked-needs.ts';
import { defineFinding, type FindingDefinition } from './define-finding.ts';
import { interpretersOf } from '../../systemd/interpreter.ts';
import { defined } from '../../defined.ts';

function pathMissing(need: HostNeed['kind']): FindingDefinition['examine'] {
  return (unit, history) =>
    checkedPaths(unit, history, need)
      .filter(({ check }) => check.found === 'missing')
      .flatMap((one) => faultAt(one, defined({ path: one.need.name, interpreter: one.need.interpreter })));
}

/** Where nsswitch.conf asks other databases than the host's files, too, the account may be there. */
function accountMissing(need: 'user' | 'group'): FindingDefinition['examine'] {
  return (unit, history) =>
    checkedAccounts(unit, history, need)
      .filter(({ check }) => !check.exists)
      .flatMap((one) => {
        const { unasked } = one.check;
        const facts = defined({ [need]: one.need.name, line: unasked?.join(' ') });
        return faultAt(one, facts, unasked === undefined ? 'error' : 'warning');
      });
}

/** An environment file that is not there, or a pattern that nothing matches: systemd then runs no command of the unit (Result=resources). */
export const environmentFileMissing = defineFinding({ kind: 'environment-file-missing', examine: pathMissing('environment-file') });

/** A command whose program is not there (203/EXEC). */
export const execMissing = defineFinding({ kind: 'exec-missing', examine: pathMissing('program') });

/** A command whose program is a file without any execute bit, or no file at all (203/EXEC); root needs the bit, too. */
export const execNotExecutable = defineFinding({
  kind: 'exec-not-executable',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'program')
      .filter(({ check }) => check.found === 'directory' || (check.found === 'file' && check.executable === false))
      .flatMap((one) => faultAt(one, defined({ path: one.need.name, last: one.check.found === 'directory' ? 'directory' : undefined }))),
});

/** A group that the host's files do not know (216/GROUP). */
export const groupMissing = defineFinding({ kind: 'group-missing', examine: accountMissing('group') });

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

/** A script that is given to an interpreter and is not there: the interpreter runs, and fails. */
export const scriptMissing = defineFinding({ kind: 'script-missing', examine: pathMissing('script') });

/** A user that the host's files do not know (217/USER). */
export const userMissing = defineFinding({ kind: 'user-missing', examine: accountMissing('user') });

/** A working directory that is not there, or is a file (200/CHDIR). */
export const workingDirectoryMissing = defineFinding({
  kind: 'working-directory-missing',
  examine: (unit, history) =>
    checkedPaths(unit, history, 'working-directory')
      .filter(({ check }) => check.found === 'missing' || check.found === 'file')
      .flatMap((one) => faultAt(one, defined({ path: one.need.name, last: one.check.found === 'file' ? 'file' : undefined }))),
});
