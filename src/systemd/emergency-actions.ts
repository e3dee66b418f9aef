import { table } from '../table.ts';

/** The emergency action that starts each shutdown target; the -force and -immediate actions start none (emergency_action() in src/core/emergency-action.c). */
export const ACTION_OF_TARGET: Readonly<Record<string, string>> = table({
  'reboot.target': 'reboot',
  'poweroff.target': 'poweroff',
  'exit.target': 'exit',
  'halt.target': 'halt',
  'kexec.target': 'kexec',
  'soft-reboot.target': 'soft-reboot',
});

/** The unit that a manager starts when it gets a signal (manager_dispatch_signal_fd() in src/core/manager.c), by signal name without SIG. */
export const UNIT_OF_SIGNAL: Readonly<Record<string, string>> = table({
  INT: 'ctrl-alt-del.target',
  WINCH: 'kbrequest.target',
  PWR: 'sigpwr.target',
  USR1: 'dbus.service',
  'RTMIN+0': 'default.target',
  RTMIN: 'default.target',
  'RTMIN+1': 'rescue.target',
  'RTMIN+2': 'emergency.target',
  'RTMIN+3': 'halt.target',
  'RTMIN+4': 'poweroff.target',
  'RTMIN+5': 'reboot.target',
  'RTMIN+6': 'kexec.target',
  'RTMIN+7': 'soft-reboot.target',
});
