import type { Cause } from './cause.ts';
import type { MechanismName } from '../analysis/starts/index.ts';
import type { Strength } from './strength.ts';
import type { EndMechanism } from './mechanism.ts';
import type { RestartDecision } from './restart-decision.ts';
import type { EndHow } from '../history/run-ends/index.ts';
import type { Instant } from './instant.ts';
import type { EvidenceId, Link } from './timeline.ts';

/** How and why a run of a unit ended. */
export interface UnitEnd {
  readonly at: Instant;
  readonly how: EndHow;
  /** systemd's Result, e.g. `success`, `exit-code`, `protocol`. */
  readonly result?: string;
  readonly exitCode?: 'exited' | 'killed' | 'dumped';
  readonly exitStatus?: number;
  /** e.g. `CHDIR` for 200, `KILL` for signal 9. */
  readonly exitStatusName?: string;
  /** The command whose process decided, when it was not the main process: `ExecStartPre`, `ExecStop` … */
  readonly command?: string;
  /** What the unit was doing: of a timeout, what took too long. */
  readonly phase?: 'start' | 'run' | 'stop' | 'reload';
  /** Who or what brought it down, when that is known: the `from` of the last link of `chain`. */
  readonly by?: Cause;
  /** The weakest link's. */
  readonly strength?: Strength;
  /** From the root to the unit: who stopped it, or killed it. Empty when it ended by itself. */
  readonly chain?: readonly EndLink[];
  /** What its own processes logged last before it ended, oldest first, at most five. Raw text. */
  readonly lastLines?: readonly LastLine[];
  /** What Restart= made of it; of services only. */
  readonly restart?: RestartDecision;
  readonly evidence?: readonly EvidenceId[];
}

/** One hop on the way to an end; hops before the last one can be starts, as of the unit whose Conflicts= it was. */
export interface EndLink extends Omit<Link, 'mechanism'> {
  readonly mechanism: EndMechanism | MechanismName;
}

export interface LastLine {
  readonly at: Instant;
  readonly text: string;
}

/** How the unit went down before a start. */
export interface PreviousEnd extends UnitEnd {
  /** From the end to the start. */
  readonly deadForUsec: bigint;
}
