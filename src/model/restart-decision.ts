import type { RestartRule } from '../systemd/restart-policy.ts';

export type { RestartRule } from '../systemd/restart-policy.ts';

/** Whether Restart= acts on an end, and why. */
export interface RestartDecision {
  /** The value of Restart=. */
  readonly setting: string;
  readonly acts: boolean;
  readonly rule: RestartRule;
  /** What the rule went by: the Result for the table, the status for the lists, e.g. `exit-code`, `42`, `SIGTERM`. */
  readonly on?: string;
  /** How long systemd waits before it starts the unit again, in µs; only where `acts`. */
  readonly delayUsec?: bigint;
  /** The start limit that was hit: at most `burst` starts within `intervalUsec`. */
  readonly limit?: { readonly burst: number; readonly intervalUsec: bigint };
  /** What systemd then did, where it was seen: a restart was scheduled, or none was. */
  readonly did?: boolean;
}
