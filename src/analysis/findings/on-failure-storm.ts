import type { UnitLogged } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import { usecBetween } from '../../model/instant.ts';
import { defineFinding } from './define-finding.ts';
import type { Fault } from '../../model/finding.ts';
import { medianOf } from '../loops/runs.ts';
import { whereSet } from '../../history/setting-location.ts';

const MIN_TIMES = 3;
/** With more time between two failures, starting the handler for each is reasonable. */
const MAX_PAUSE_USEC = 600_000_000n;

/**
 * One unit's failures start its OnFailure= units again and again; from v254 on each failed attempt of Restart= does. Told of both: the unit that fails, and
 * those that it starts.
 */
export const onFailureStorm = defineFinding({
  kind: 'on-failure-storm',
  examine(unit, history) {
    const handlers = history.edges.targetsOf(unit.name, 'OnFailure');
    const failing = history.edges.namedBy(unit.name, 'OnFailure');
    return [
      ...(handlers.length === 0 ? [] : judge(unit, handlers[0] ?? '', history)),
      ...failing.flatMap((name) => judge(history.unit(name), name, history)),
    ];
  },
});

function judge(failing: UnitRecord, other: string, history: History): readonly Fault[] {
  const triggered = linesOf(failing, 'triggering').filter(({ detail }) => detail.setting === 'OnFailure');
  let first = triggered.length - 1;
  while (first > 0 && pauseBefore(triggered, first) <= MAX_PAUSE_USEC) first -= 1;
  const storm = triggered.slice(Math.max(0, first));
  const begin = storm[0]?.at;
  if (storm.length < MIN_TIMES || begin === undefined) return [];
  return [
    {
      severity: 'warning',
      facts: {
        other,
        units: [failing.name, ...history.edges.targetsOf(failing.name, 'OnFailure')],
        count: storm.length,
        usec: medianOf(storm.slice(1).map(({ at }, index) => usecBetween(storm[index]?.at ?? at, at))),
        sinceAt: begin,
      },
      declaredIn: whereSet(failing, history, 'OnFailure'),
      evidence: storm.slice(-2),
    },
  ];
}

function pauseBefore(lines: readonly UnitLogged[], index: number): bigint {
  const [before, line] = [lines[index - 1], lines[index]];
  return before === undefined || line === undefined ? MAX_PAUSE_USEC + 1n : usecBetween(before.at, line.at);
}
