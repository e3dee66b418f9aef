/**
 * What a manager's own debug log says of every start and every end: the truth by which the program is judged. Nothing here is concluded
 * by the program's rules, and what the log does not tell is `unknown` with the reason. All of it is plain JSON.
 *
 * A truth belongs to one manager of one boot, as job numbers do (they survive daemon-reload and daemon-reexec).
 */
export interface Truth {
  readonly manager: TrueManager;
  /** In the order in which the manager tried to enqueue them (that of a boot before the log last); `id` is the place in this list. */
  readonly transactions: readonly TrueTransaction[];
  /** By number; a number that the log never installed but names is there too. */
  readonly jobs: readonly TrueJob[];
  /** Every activation, in order. One is a new invocation, as `systemctl show -P InvocationID` has it. */
  readonly starts: readonly TrueStart[];
  /** Every end of an activation, in order. */
  readonly ends: readonly TrueEnd[];
  /** Where lines are missing, or debug was off. What needs a line from there is unknown. */
  readonly gaps: readonly TrueGap[];
}

export interface TrueManager {
  readonly boot: string;
  readonly pid: number;
  readonly scope: 'system' | 'user';
}

/** When the manager wrote a line: µs since 1970, and µs since boot. */
export interface TrueTime {
  readonly realtime: number;
  readonly monotonic: number;
}

/** The moment, as a line of the log has it. */
export interface TrueGap {
  readonly from: TrueTime;
  readonly to: TrueTime;
  readonly why: string;
}

export type TrueJobType =
  'start' | 'stop' | 'restart' | 'try-restart' | 'reload' | 'try-reload' | 'reload-or-start' | 'verify-active' | 'nop';

/** What came between "Trying to enqueue job" and "Enqueued job": one decision of the manager, and all jobs that it led to. */
export interface TrueTransaction {
  readonly id: number;
  readonly at: TrueTime;
  /** The unit that was asked for; of EnqueueUnitJobMany() (262) the first, the others in `anchors`. */
  readonly anchor: string;
  readonly anchors: readonly string[];
  readonly type: TrueJobType;
  /** replace, fail, isolate, restart-dependencies, lenient, … */
  readonly mode: string;
  readonly cause: TrueCause;
  /** Whether it was enqueued. A refused one has no members. */
  readonly outcome: 'enqueued' | 'refused' | 'unknown';
  readonly members: readonly TrueMember[];
}

/** A job that a transaction installed, or merged into one that was there. */
export interface TrueMember {
  readonly job: number | undefined;
  readonly unit: string;
  readonly type: TrueJobType;
  readonly how: 'installed' | 'merged';
  /** Empty for the first anchor; others may have been reached as well. Where it is empty for another member, the graph explains nothing, and `unknown` says so. */
  readonly parents: readonly TrueParent[];
  readonly unknown?: string;
}

/** A way by which a member can have been reached inside of its transaction: the parent's job leads to this one by the setting. */
export interface TrueParent {
  readonly unit: string;
  readonly setting: TrueSetting;
  /** Which unit has it as a property: `Wants of a.target`, `PartOf of child.service`. (A WantedBy= in the child's file is a Wants= of the parent.) */
  readonly property: string;
}

export type TrueSetting =
  | 'Requires'
  | 'Requisite'
  | 'Wants'
  | 'BindsTo'
  | 'Upholds'
  | 'PartOf'
  | 'Conflicts'
  | 'PropagatesStopTo'
  | 'PropagatesReloadTo'
  /** `--job-mode=triggering`: the parent is triggered by it. */
  | 'Triggers'
  /** An isolate job stops every other unit that does not have IgnoreOnIsolate=; the parent is the anchor. */
  | 'isolate';

/** Who made the manager try. `unit` is the unit at whose doing it was made, which is never the anchor by a dependency of the transaction. */
export type TrueCause = (
  | TrueClientCause
  /** The unit triggered the anchor. */
  | { readonly kind: 'timer' | 'path' | 'socket'; readonly unit: string }
  /** A process went into the directory; pid 0 or none when the kernel did not tell. */
  | { readonly kind: 'automount'; readonly unit: string; readonly pid?: number; readonly comm?: string }
  /** Restart= of the anchor. `isOnRequest`: a client asked while it waited (257 and later), and the manager restarted it at once. */
  | { readonly kind: 'restart-policy'; readonly unit: string; readonly isOnRequest?: boolean }
  | { readonly kind: 'on-failure' | 'on-success'; readonly unit: string }
  /** `unit` is active and upholds the anchor. */
  | { readonly kind: 'upheld-by'; readonly unit: string }
  /** The anchor is stopped because `unit`, to which it is bound, is down. */
  | { readonly kind: 'bound-to'; readonly unit: string }
  /** The anchor has StopWhenUnneeded= and nobody needs it. */
  | { readonly kind: 'unneeded' }
  /** `unit` came up (or went down) without a job: its Wants=, Requires=, BindsTo=, Upholds= are started, its Conflicts= (or what is bound to it, or PropagatesStopTo=) stopped. */
  | { readonly kind: 'retroactive'; readonly unit: string; readonly became: 'active' | 'inactive'; readonly settings: readonly string[] }
  /** SYSTEMD_WANTS of a device that was up already. */
  | { readonly kind: 'device-wants'; readonly unit: string }
  /** The default target of a boot (or of a user manager's start). */
  | { readonly kind: 'boot' }
  /** A signal to the manager, as SIGINT for ctrl-alt-del.target. */
  | { readonly kind: 'signal'; readonly signal: string; readonly pid?: number; readonly comm?: string }
  /** FailureAction=, SuccessAction=, StartLimitAction=, JobTimeoutAction= and the like of `unit`. */
  | { readonly kind: 'emergency-action'; readonly unit?: string }
  /** The message bus asks for the unit of a name (ActivationRequest of dbus-daemon). */
  | { readonly kind: 'bus-activation' }
  /** TimeoutIdleSec= of the automount `unit`. */
  | { readonly kind: 'automount-idle'; readonly unit: string }
  /** Reload is passed on to others (PropagatesReloadTo=), by a transaction of its own. */
  | { readonly kind: 'reload-propagation' }
  | { readonly kind: 'unknown'; readonly reason: string }
) & {
  /** The lines that say so. */
  readonly lines: readonly string[];
};

/** A method call. The private socket of the manager knows no senders, and 262 tells its peer. */
export interface TrueClientCause {
  readonly kind: 'client';
  readonly at: TrueTime;
  readonly method: string;
  /** The interface, e.g. org.freedesktop.systemd1.Manager, or a varlink interface. */
  readonly interface: string;
  /** The object path of the call, for methods of a unit's own object. */
  readonly path: string;
  /** By `private` the manager's own socket is meant, which `systemctl` of root and of a user manager uses. */
  readonly by: 'private' | 'bus' | 'varlink';
  /** The unique name on the bus, e.g. `:1.42`. */
  readonly sender?: string;
  /** Who is behind the private connection, where the manager says so. */
  readonly pid?: number;
  readonly comm?: string;
}

/** A job from its installation to its end. */
export interface TrueJob {
  readonly id: number;
  readonly unit: string;
  /** What it was when it was installed, and each thing that it became. */
  readonly types: readonly TrueJobType[];
  readonly installed?: TrueTime;
  /** Every transaction that asked for it: the one that installed it, then those that were merged into it. */
  readonly requests: readonly TrueRequest[];
  readonly finished?: TrueTime;
  readonly result?: string;
}

/** A transaction that wanted a job, up to the moment in question. */
export interface TrueRequest {
  readonly transaction: number;
  readonly at: TrueTime;
  readonly type: TrueJobType;
  readonly how: 'installed' | 'merged';
  readonly isAnchor: boolean;
  readonly parents: readonly TrueParent[];
}

export interface TrueStart {
  readonly unit: string;
  /** Its first line. */
  readonly at: TrueTime;
  readonly invocation?: string;
  /** By a job; or without one, as a mount by hand or a device; or the log does not tell (`unknown`). */
  readonly how: 'job' | 'no-job' | 'unknown';
  readonly job?: number;
  /** All that asked for this job before it ran. The first made it; a later one was satisfied by it. Any of them may be called its cause, the first is the best. */
  readonly requests: readonly TrueRequest[];
  readonly unknown?: string;
}

export interface TrueEnd {
  readonly unit: string;
  /** When it began to go down, and when it was down. */
  readonly began: TrueTime;
  readonly at: TrueTime;
  readonly invocation?: string;
  /** inactive or failed; or `activating` when it waits for its automatic restart. */
  readonly into: 'inactive' | 'failed' | 'auto-restart';
  /** Result= as the manager logs it: success, exit-code, signal, timeout, … */
  readonly result?: string;
  readonly how: TrueEnding;
  /** The stop or restart job, with `how.kind` `job`. */
  readonly job?: number;
  readonly requests: readonly TrueRequest[];
}

/** What brought a unit down. */
export type TrueEnding =
  | { readonly kind: 'job' }
  /** A process of its own ended: the main one, or for a control process its name (ExecStartPre, …). */
  | {
      readonly kind: 'process';
      readonly process: string;
      readonly code: 'exited' | 'killed' | 'dumped';
      readonly status: number;
      readonly signal?: string;
    }
  /** The manager ended it on its own, without a job: RuntimeMaxSec=, a start timeout, the watchdog, … */
  | { readonly kind: 'timeout'; readonly what: 'runtime' | 'start' | 'watchdog' | 'other'; readonly line: string }
  /** The kernel, or somebody beside the manager, took it away: umount by hand, a device that is gone, an empty scope. */
  | { readonly kind: 'outside' }
  /** It was over by itself in another way: an elapsed timer, a socket that failed, what could not be spawned. */
  | { readonly kind: 'itself'; readonly line: string }
  | { readonly kind: 'unknown'; readonly reason: string };
