import { usecProperty } from '../../model/properties.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, usecBetween } from '../../model/instant.ts';
import { defineFinding } from './define-finding.ts';
import { runsOf, type Run } from '../loops/runs.ts';
import { whereSet } from '../../history/setting-location.ts';
import { defined } from '../../defined.ts';

/**
 * The watchdog killed it. Who sends WATCHDOG=1 each half of WatchdogSec=, as sd_watchdog_enabled(3) asks, and still logged in its last half, was at work when one
 * was due: most likely it sends none, or too rarely. Another thread may have logged, though. Without such a line nothing is known of that.
 */
export const watchdogTooShort = defineFinding({
  kind: 'watchdog-too-short',
  examine(unit, history) {
    const killed = runsOf(unit, history).filter((run): run is Required<Run> => run.end?.result === 'watchdog');
    const [first, last] = [killed[0], killed.at(-1)];
    if (first === undefined || last === undefined) return [];
    const usec = usecProperty(unit.properties ?? {}, 'WatchdogUSec');
    const lines = usec === undefined ? [] : killed.map((run) => lastWords(run, unit, usec));
    const spoke = lines.findLast((line) => line !== undefined);
    return [
      {
        severity: 'warning',
        facts: defined({ count: killed.length, usec, sinceAt: first.end.at, line: spoke?.text }),
        declaredIn: whereSet(unit, history, 'WatchdogSec'),
        evidence: [...last.end.evidence, ...(spoke === undefined ? [] : [spoke])],
      },
    ];
  },
});

/** The last line of its own of a run that the watchdog ended, when that is younger than half of the WatchdogSec= that had run out. */
function lastWords({ start, end }: Required<Run>, unit: UnitRecord, watchdogUsec: bigint): UnitRecord['output'][number] | undefined {
  const fired = linesOf(unit, 'watchdog-timeout').findLast(
    ({ at }) => compareInstants(at, start.at) >= 0 && compareInstants(at, end.at) <= 0,
  );
  if (fired === undefined) return undefined;
  const line = unit.output.findLast(({ at }) => compareInstants(at, fired.at) <= 0 && compareInstants(at, start.at) >= 0);
  return line !== undefined && usecBetween(line.at, fired.at) * 2n < watchdogUsec ? line : undefined;
}
