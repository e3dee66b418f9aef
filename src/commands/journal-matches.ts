import type { ManagerScope } from '../sources/observation.ts';

/** The fields that facts are made of; asking for these alone halves what journalctl has to print. */
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
  '_PID',
  '_COMM',
  '_EXE',
  '_UID',
  'SYSLOG_IDENTIFIER',
] as const;

/** How long a startup took, phase by phase; only "Startup finished" has these. */
export const STARTUP_FIELDS = ['KERNEL_USEC', 'INITRD_USEC', 'USERSPACE_USEC'] as const;

/** What a manager logged about these units. */
export function unitMatches(units: readonly string[], scope: ManagerScope): readonly (readonly string[])[] {
  return units.map((unit) => (scope === 'system' ? [`UNIT=${unit}`, '_PID=1'] : [`USER_UNIT=${unit}`, ...ownUid()]));
}

/** All that a manager logged, and the programs whose lines tell who asked it. */
export function managerMatches(scope: ManagerScope): readonly (readonly string[])[] {
  const programs = ['dbus-daemon', 'sudo', 'cron', 'crond'].map((comm) => [`_COMM=${comm}`]);
  return [scope === 'system' ? ['_PID=1'] : ['_COMM=systemd', ...ownUid()], ...programs];
}

function ownUid(): readonly string[] {
  const uid = process.getuid?.();
  return uid === undefined ? [] : [`_UID=${String(uid)}`];
}
