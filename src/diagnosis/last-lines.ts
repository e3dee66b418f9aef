import type { End } from '../facts/ends.ts';
import type { StartRecord, UnitRecord } from '../facts/unit-record.ts';
import { compareInstants, type Instant } from '../systemd/instant.ts';

const MOST_LINES = 5;

/** What the unit's own processes logged last in the run that ended, oldest first. */
export function lastLines(
  end: End,
  run: StartRecord | undefined,
  { output }: UnitRecord,
): readonly { readonly at: Instant; readonly text: string }[] {
  return output
    .filter(({ at, invocationId }) =>
      run?.invocationId === undefined || invocationId === undefined
        ? compareInstants(at, end.at) <= 0 && (run === undefined || compareInstants(at, run.at) >= 0)
        : invocationId === run.invocationId,
    )
    .slice(-MOST_LINES)
    .map(({ at, text }) => ({ at, text }));
}
