/** What is true of a mechanism wherever it is looked at. */
interface MechanismTraits {
  /** Mechanisms of one family share a shape and a colour in a picture. */
  readonly family: 'client' | 'request' | 'trigger' | 'dependency' | 'restart' | 'handler' | 'machine' | 'unexplained';
  /**
   * How the job comes about: `pulled-in` by another unit's job and `propagated` from it, both inside its transaction; `triggered` by a unit that a stop
   * disarms; `after-end` of another unit; `restarted` by Restart= of its own; `outside` of all of these.
   */
  readonly stage: 'pulled-in' | 'propagated' | 'triggered' | 'after-end' | 'restarted' | 'outside';
  /** What has to happen to its cause first, where a cause is neither armed nor disarmed. */
  readonly waitsFor?: 'started' | 'restarted' | 'failed' | 'done' | 'plugged' | 'booted';
}

/** The ways in which a unit comes to be started, in the order in which they are asked; the names stand in the JSON and the man page. `unexplained` when none claims a start. */
export const MECHANISMS = {
  'required-by': { family: 'dependency', stage: 'pulled-in', waitsFor: 'started' },
  'bound-by': { family: 'dependency', stage: 'pulled-in', waitsFor: 'started' },
  'wanted-by': { family: 'dependency', stage: 'pulled-in', waitsFor: 'started' },
  'upheld-by': { family: 'dependency', stage: 'pulled-in' },
  'restart-propagation': { family: 'dependency', stage: 'propagated', waitsFor: 'restarted' },
  'restart-policy': { family: 'restart', stage: 'restarted' },
  'socket-activation': { family: 'request', stage: 'triggered' },
  timer: { family: 'trigger', stage: 'triggered' },
  path: { family: 'trigger', stage: 'triggered' },
  automount: { family: 'trigger', stage: 'triggered' },
  'bus-activation': { family: 'request', stage: 'outside' },
  'on-failure': { family: 'handler', stage: 'after-end', waitsFor: 'failed' },
  'on-success': { family: 'handler', stage: 'after-end', waitsFor: 'done' },
  device: { family: 'machine', stage: 'outside', waitsFor: 'plugged' },
  boot: { family: 'machine', stage: 'outside', waitsFor: 'booted' },
  signal: { family: 'machine', stage: 'outside' },
  'emergency-action': { family: 'handler', stage: 'outside' },
  'no-job': { family: 'machine', stage: 'outside' },
  'client-request': { family: 'client', stage: 'outside' },
  unexplained: { family: 'unexplained', stage: 'outside' },
} as const satisfies Record<string, MechanismTraits>;

export type MechanismName = keyof typeof MECHANISMS;
export type MechanismFamily = MechanismTraits['family'];

export const MECHANISM_NAMES = Object.keys(MECHANISMS) as readonly MechanismName[];

/** A mechanism's row, with the traits that only some have. */
export function traitsOf(mechanism: MechanismName): MechanismTraits {
  return MECHANISMS[mechanism];
}

/** Whether the mechanism finds the job inside another unit's transaction: its number says whose it is, so nothing else queued it. */
export function isInsideTransaction(mechanism: MechanismName): boolean {
  const { stage } = MECHANISMS[mechanism];
  return stage === 'pulled-in' || stage === 'propagated';
}

/** Whether a unit does it that starts others when something happens; a stop of that unit takes it away. */
export function isTriggering(mechanism: MechanismName): boolean {
  return MECHANISMS[mechanism].stage === 'triggered';
}

/** Whether a link does it again if nothing is done about its unit: a trigger, a restart, an end that starts another. */
export function actsAgain(mechanism: MechanismName): boolean {
  const { stage } = MECHANISMS[mechanism];
  return stage === 'triggered' || stage === 'restarted' || stage === 'after-end' || mechanism === 'upheld-by';
}

/** What can bring a unit down from outside of it. */
export const END_MECHANISMS = [
  /** Someone called StopUnit, RestartUnit, KillUnit … */
  'client-request',
  /** Conflicts= of a unit that was started, or became active without a job, in either direction. */
  'conflicts',
  /** StopWhenUnneeded= of the unit itself: nothing that needs it is active. */
  'stop-when-unneeded',
  /** TimeoutIdleSec= of the automount of the mount: nobody had used it for so long. */
  'automount-idle',
  /** A unit that it is PartOf=, Requires=, BindsTo= or PropagatesStopTo= was stopped or restarted. */
  'stop-propagation',
  /** A unit that it BindsTo=, or that has PropagatesStopTo= it, went down without a stop job of its own, or was down when it came up. */
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
