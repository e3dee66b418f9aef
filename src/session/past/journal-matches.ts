import { CLIENT_MATCHES } from '../../history/client-logs/index.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';

/** The fields that facts are made of; journalctl prints half as much when it prints these alone. */
export const JOURNAL_FIELDS = [
  'MESSAGE',
  'MESSAGE_ID',
  'UNIT',
  'USER_UNIT',
  'INVOCATION_ID',
  'USER_INVOCATION_ID',
  'JOB_ID',
  'JOB_TYPE',
  'JOB_RESULT',
  'N_RESTARTS',
  'UNIT_RESULT',
  'EXIT_CODE',
  'EXIT_STATUS',
  'COMMAND',
  'EXECUTABLE',
  'CONFIG_FILE',
  'CONFIG_LINE',
  'N_PROCESSES',
  '_PID',
  '_COMM',
  '_EXE',
  '_UID',
  '_SYSTEMD_UNIT',
  '_SYSTEMD_USER_UNIT',
  '_SYSTEMD_INVOCATION_ID',
  '_SYSTEMD_SESSION',
  '_TRANSPORT',
  '_AUDIT_ID',
  '_AUDIT_TYPE_NAME',
  'SYSLOG_IDENTIFIER',
] as const;

/** The fields of what a unit's own processes log. */
export const OUTPUT_FIELDS = [...JOURNAL_FIELDS, 'PRIORITY'] as const;

/** How long a startup took, phase by phase; only "Startup finished" has these. */
export const STARTUP_FIELDS = ['KERNEL_USEC', 'INITRD_USEC', 'USERSPACE_USEC'] as const;

/** What a manager logged about these units. */
export function unitMatches(units: readonly string[], scope: ManagerScope): readonly (readonly string[])[] {
  return units.map((unit) => (scope === 'system' ? [`UNIT=${unit}`, '_PID=1'] : [`USER_UNIT=${unit}`, ...ownUid()]));
}

/** What the processes that were to become these units' commands logged in systemd's own words: why they could not. */
export function spawnMatches(units: readonly string[], scope: ManagerScope): readonly (readonly string[])[] {
  return units.map((unit) => [`${scope === 'system' ? 'UNIT' : 'USER_UNIT'}=${unit}`, `MESSAGE_ID=${MESSAGE_ID.spawnFailed}`]);
}

/** What the processes of a unit logged themselves; without its InvocationID, which journald does not find any more when the unit has just ended. */
export function outputMatches(unit: string, scope: ManagerScope): readonly (readonly string[])[] {
  const transports = ['_TRANSPORT=stdout', '_TRANSPORT=journal', '_TRANSPORT=syslog'];
  return [scope === 'system' ? [`_SYSTEMD_UNIT=${unit}`, ...transports] : [`_SYSTEMD_USER_UNIT=${unit}`, ...ownUid(), ...transports]];
}

/** All that a manager logged, and the lines of programs that name its clients. */
export function managerMatches(scope: ManagerScope): readonly (readonly string[])[] {
  return [managerMatch(scope), [`MESSAGE_ID=${MESSAGE_ID.spawnFailed}`], ...CLIENT_MATCHES];
}

/** What the manager itself logged. */
export function managerMatch(scope: ManagerScope): readonly string[] {
  return scope === 'system' ? ['_PID=1'] : ['_COMM=systemd', ...ownUid()];
}

function ownUid(): readonly string[] {
  const uid = process.getuid?.();
  return uid === undefined ? [] : [`_UID=${String(uid)}`];
}

const JOB_IDS = [MESSAGE_ID.unitStarting, MESSAGE_ID.unitStarted, MESSAGE_ID.unitFailed, MESSAGE_ID.unitStopping, MESSAGE_ID.unitStopped];
const OF_JOBS = JOB_IDS.map((id) => `MESSAGE_ID=${id}`);

/** What a manager logged about jobs; with `units`, about theirs. */
export function jobMatches(scope: ManagerScope, units: readonly string[] = []): readonly (readonly string[])[] {
  const field = scope === 'system' ? 'UNIT' : 'USER_UNIT';
  return [[...managerMatch(scope), ...OF_JOBS, ...units.map((unit) => `${field}=${unit}`)]];
}
