/** The ways in which a unit comes to be started, in the order in which they are asked; the names stand in the JSON and the man page. `unexplained` when none claims a start. */
export const MECHANISM_NAMES = [
  'required-by',
  'bound-by',
  'wanted-by',
  'upheld-by',
  'restart-propagation',
  'restart-policy',
  'socket-activation',
  'timer',
  'path',
  'automount',
  'bus-activation',
  'on-failure',
  'on-success',
  'device',
  'boot',
  'signal',
  'emergency-action',
  'no-job',
  'client-request',
  'unexplained',
] as const;

export type MechanismName = (typeof MECHANISM_NAMES)[number];

/** What can bring a unit down from outside of it. */
export const END_MECHANISMS = [
  /** Someone called StopUnit, RestartUnit, KillUnit … */
  'client-request',
  /** Conflicts= of a unit that was started, in either direction. */
  'conflicts',
  /** StopWhenUnneeded= of the unit itself: nothing that needs it is active any more. */
  'stop-when-unneeded',
  /** A unit that it is PartOf=, Requires=, BindsTo= or PropagatesStopTo= was stopped or restarted. */
  'stop-propagation',
  /** A unit that it BindsTo= went down without a stop job of its own (unit_check_binds_to_stop()). */
  'bound-to-inactive',
  /** The unit that a transaction isolated does not need it. */
  'isolate',
  /** The machine, or the user's manager, shuts down. */
  'shutdown',
  /** A start job of its own failed for a dependency, or a restart of itself. */
  'restart',
  /** systemd itself: a time-out, the watchdog, RuntimeMaxSec=, FinalKillSignal. */
  'manager-kill',
  /** The kernel's OOM killer, or OOMPolicy= after it. */
  'oom-killer',
  'systemd-oomd',
  /** A signal that systemd did not send. */
  'signal',
] as const;

export type EndMechanism = (typeof END_MECHANISMS)[number];
