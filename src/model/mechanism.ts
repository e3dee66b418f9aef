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
