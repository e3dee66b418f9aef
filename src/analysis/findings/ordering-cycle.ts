import type { UnitLog, UnitLogged } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { listProperty } from '../../model/properties.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import { usecBetween } from '../../model/instant.ts';
import { defineFinding } from './define-finding.ts';
import { whereNamed, type Place } from '../../history/setting-location.ts';
import { defined } from '../../defined.ts';

/** Lines about one cycle are logged in one go. */
const TOGETHER_USEC = 50_000n;

/** One cycle as the log has it. */
interface Cycle {
  /** Each is to start after the one behind it, and the last after the first. */
  readonly units: readonly string[];
  readonly deleted?: string;
  readonly lines: readonly UnitLogged[];
}

/** Units that wait for each other: systemd drops the job of one of them, which then does not start (transaction_verify_order_one() in src/core/transaction.c). */
export const orderingCycle = defineFinding({
  kind: 'ordering-cycle',
  examine(unit, history) {
    const known = new Set<string>();
    return cyclesOf(unit).flatMap((cycle) => {
      const { units, deleted, lines } = cycle;
      const key = units.toSorted().join(' ');
      if (known.has(key) || isMended(unit, units)) return [];
      known.add(key);
      const line = lines.at(-1);
      return [
        {
          severity: deleted === unit.name || deleted === undefined ? ('error' as const) : ('warning' as const),
          facts: defined({
            units,
            other: deleted,
            line: line === undefined ? undefined : bodyOf(line),
            sinceAt: line?.at,
          }),
          declaredIn: declaredBy(units, history),
          evidence: lines,
        },
      ];
    });
  },
});

/** The cycles that were logged, latest first. */
function cyclesOf(unit: UnitRecord): readonly Cycle[] {
  const groups: UnitLog<'ordering-cycle'>[][] = [];
  for (const log of linesOf(unit, 'ordering-cycle')) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const isFirst = log.text.includes(': Found ordering cycle');
    if (isFirst || last === undefined || before === undefined || usecBetween(before.at, log.at) > TOGETHER_USEC) groups.push([log]);
    else last.push(log);
  }
  return groups.toReversed().map((lines): Cycle => {
    const deleted = lines.findLast(({ detail }) => detail.deleted !== undefined)?.detail.deleted?.unit;
    const units = lines[0]?.detail.units ?? [];
    return defined({ units, lines, deleted });
  });
}

/** Whether the unit's own ordering, as the manager has it now, no longer holds what made the cycle. */
function isMended(unit: UnitRecord, units: readonly string[]): boolean {
  const index = units.indexOf(unit.name);
  const { properties } = unit;
  if (index < 0 || properties?.['After'] === undefined || units.length < 2) return false;
  const next = units[(index + 1) % units.length] ?? '';
  const before = units[(index - 1 + units.length) % units.length] ?? '';
  return !(listProperty(properties, 'After').includes(next) && listProperty(properties, 'Before').includes(before));
}

/** The lines that order each of them after the next. */
function declaredBy(units: readonly string[], history: History): readonly Place[] {
  return units.flatMap((unit, index) => {
    const next = units[(index + 1) % units.length] ?? '';
    const after = whereNamed(history.unit(unit).files, unit, 'After', next, history);
    return after.length > 0 ? after : whereNamed(history.unit(next).files, next, 'Before', unit, history);
  });
}

function bodyOf({ text }: UnitLogged): string {
  return text.replace(/^\S+: /, '');
}
