import type { ManagerScope } from '../systemd/systemctl-line.ts';
import type { UnitOutput } from '../model/fact.ts';
import { field, number, type JournalFields as Fields } from '../model/journal-fields.ts';
import { defined } from '../defined.ts';

/** The number of characters kept of a unit's output line. */
export const MAX_OUTPUT_LENGTH = 500;

const NOT_ITS_OWN: ReadonlySet<string> = new Set(['audit', 'kernel', 'driver']);

/**
 * The line that a process of a unit logged, by the fields that journald sets itself. For a system manager's unit, lines of a user manager's
 * units inside it are left out. Before the command runs, the messages of systemd's own child count as well: "Failed at step EXEC …".
 */
export function decodeUnitOutput(
  fields: Fields,
  scope: ManagerScope,
): Omit<UnitOutput, 'kind' | 'source' | 'at' | 'order' | 'cursor'> | undefined {
  const usersUnit = field(fields, '_SYSTEMD_USER_UNIT');
  const unit = scope === 'user' ? usersUnit : usersUnit === undefined ? field(fields, '_SYSTEMD_UNIT') : undefined;
  const text = field(fields, 'MESSAGE');
  if (unit === undefined || text === undefined || unit === 'init.scope') return undefined;
  if (NOT_ITS_OWN.has(field(fields, '_TRANSPORT') ?? '')) return undefined;
  return defined({
    unit,
    text: text.length > MAX_OUTPUT_LENGTH ? `${text.slice(0, MAX_OUTPUT_LENGTH)}…` : text,
    // For a unit of a user manager this field is user@UID.service.
    invocationId: scope === 'user' ? undefined : field(fields, '_SYSTEMD_INVOCATION_ID'),
    priority: number(fields, 'PRIORITY'),
    pid: number(fields, '_PID'),
    comm: field(fields, '_COMM'),
  });
}
