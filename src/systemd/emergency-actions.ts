/** The emergency action that starts each shutdown target; the -force and -immediate actions start none (emergency_action() in src/core/emergency-action.c). */
export const ACTION_OF_TARGET: Readonly<Record<string, string>> = {
  'reboot.target': 'reboot',
  'poweroff.target': 'poweroff',
  'exit.target': 'exit',
  'halt.target': 'halt',
  'kexec.target': 'kexec',
  'soft-reboot.target': 'soft-reboot',
};
