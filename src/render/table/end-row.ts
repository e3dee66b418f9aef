import type { UnitEnd } from '../../model/timeline.ts';
import { causeWords } from '../words/cause.ts';

/** How a run ended as flat members, for tables and logs. Raw text; what is not known is undefined. */
export interface FlatEnd {
  readonly ended_how: string | undefined;
  /** systemd's Result. */
  readonly ended_result: string | undefined;
  readonly ended_exit_code: string | undefined;
  /** The exit status, or the number of the signal where `ended_exit_code` is `killed` or `dumped`. */
  readonly ended_exit_status: number | undefined;
  readonly ended_exit_status_name: string | undefined;
  readonly ended_command: string | undefined;
  /** Who brought it down, with all that is known of a process. */
  readonly ended_by: string | undefined;
  /** How sure that is. */
  readonly ended_by_strength: string | undefined;
}

/** The same columns whether there was an end or not. */
export function flatEnd(end: UnitEnd | undefined): FlatEnd {
  return {
    ended_how: end?.how,
    ended_result: end?.result,
    ended_exit_code: end?.exitCode,
    ended_exit_status: end?.exitStatus,
    ended_exit_status_name: end?.exitStatusName,
    ended_command: end?.command,
    ended_by: end?.by && causeWords(end.by),
    ended_by_strength: end?.by && end.strength,
  };
}
