import type { Attribution } from '../analysis/attribute-start.ts';
import type { Cause } from '../model/cause.ts';
import type { History } from '../history/history.ts';
import type { Hint } from '../model/timeline.ts';
import { AUDIT_RULE } from '../systemd/systemctl-line.ts';
import { defined } from '../defined.ts';
import type { StartRecord } from '../model/unit-record.ts';

/**
 * What would have told, for a start that is not sure or whose client nobody names: the sources that were missing, and the commands that show it the next
 * time. Of the commands only those that show more than was seen: who was there live needs no more than to be quicker.
 */
export function missedEvidence(start: StartRecord, { strength, chain, mechanism }: Attribution, history: History): readonly Hint[] {
  const isUnnamed = chain[0] !== undefined && isUnknownClient(chain[0].from);
  if (strength === 'stated' && !isUnnamed) return [];
  const missing = [...history.statuses.values()]
    .filter(({ status }) => status !== 'ok')
    .map(({ source, remedy }): Hint => defined({ kind: 'source', name: source, remedy }));
  if (isUnnamed) return [...missing, ...clientNextTime(chain[0]?.to ?? start.unit, start, history)];
  if (strength === 'stated' || strength === 'correlated') return missing;
  return [
    ...missing,
    ...(mechanism === 'unexplained' || strength === 'possible' ? [command('watching the next one live', watch(start.unit, history))] : []),
  ];
}

/** The commands that name the client of the next start of `unit`. */
function clientNextTime(unit: string, start: StartRecord, history: History): readonly Hint[] {
  const wasLive = start.order !== undefined && history.wasObserved(start.order);
  if (wasLive)
    return history.clientsExecuted.length > 0
      ? []
      : [command('even a client that is gone at once, as root', watch(unit, history, '--trace-exec '))];
  return [
    isUserManager(history)
      ? command('who asks the next time, live', watch(unit, history))
      : command('who asks the next time, live and as root', watch(unit, history, '--trace-exec ')),
    ...(isUserManager(history)
      ? []
      : [command('who asks from now on, as root', 'systemctl enable --now $(npm root -g)/whyalive/dist/whyalive-record.service')]),
    command('an audit rule, as root; whyalive reads its records in the journal, ausearch -k whyalive those of auditd', AUDIT_RULE),
  ];
}

function command(purpose: string, line: string): Hint {
  return { kind: 'command', purpose, line };
}

/** Nothing but that there was a client. */
function isUnknownClient(cause: Cause): boolean {
  if (cause.kind !== 'client') return false;
  const { pid, comm, cmdline, log, busName } = cause;
  return [pid, comm, cmdline, log, busName].every((told) => told === undefined);
}

function watch(unit: string, history: History, options = ''): string {
  return `whyalive watch ${isUserManager(history) ? '--user ' : ''}${options}${inShell(unit)}`;
}

function isUserManager(history: History): boolean {
  return history.host()?.manager === 'user';
}

/** Of all that a unit name may hold, only the backslash means something to a shell. */
function inShell(unit: string): string {
  return unit.includes('\\') ? `'${unit}'` : unit;
}
