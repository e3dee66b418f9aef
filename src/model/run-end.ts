import type { Instant } from './instant.ts';
import type { Fact } from './fact.ts';

export type EndHow =
  'stopped' | 'exited' | 'killed' | 'dumped' | 'timeout' | 'watchdog' | 'oom-kill' | 'start-limit-hit' | 'skipped' | 'unknown';

export type ExitCode = 'exited' | 'killed' | 'dumped';

/** What ExecMainCode stands for (waitid(2)). */
export const EXIT_CODES: Readonly<Record<number, ExitCode>> = { 1: 'exited', 2: 'killed', 3: 'dumped' };

export function isExitCode(code: string): code is ExitCode {
  return code === 'exited' || code === 'killed' || code === 'dumped';
}

/** What the unit was doing. */
export type EndPhase = 'start' | 'run' | 'stop' | 'reload';

/** How a unit went down. */
export interface End {
  readonly at: Instant;
  readonly how: EndHow;
  /** systemd's Result, e.g. `success`, `exit-code`, `protocol`. */
  readonly result?: string;
  readonly exitCode?: ExitCode;
  readonly exitStatus?: number;
  /** e.g. `CHDIR` for 200, `KILL` for signal 9. */
  readonly exitStatusName?: string;
  /** The command whose process decided, when it was not the main process: `ExecStartPre`, `ExecStop` … */
  readonly command?: string;
  /** Of an end that was no success: what the unit was doing; of a timeout, what took too long. */
  readonly phase?: EndPhase;
  readonly evidence: readonly Fact[];
}
