/** Every mechanism's name, as it stands in the JSON, the man page and the file names. */
export const MECHANISM_NAMES = [
  'restart-policy', 'socket-activation', 'timer', 'path', 'automount', 'bus-activation',
  'required-by', 'wanted-by', 'bound-by', 'upheld-by', 'restart-propagation', 'on-failure', 'on-success',
  'device', 'boot', 'signal', 'emergency-action', 'client-request', 'no-job', 'unexplained',
] as const;

export type MechanismName = (typeof MECHANISM_NAMES)[number];
