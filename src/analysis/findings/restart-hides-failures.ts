import { lastActiveState, textProperty } from '../../model/properties.ts';
import { attributeStart } from '../attribute-start.ts';
import { defineFinding } from './define-finding.ts';
import { findCrashLoop } from '../loops/loop.ts';
import { hasFailed, reasonOf, runsOf } from '../loops/runs.ts';
import { whereSet } from '../../history/setting-location.ts';
import { defined } from '../../defined.ts';

const MIN_FAILURES = 3;

/** Restart= brings it back each time, so it looks healthy, and failed again and again. A unit that fails right after each start is a crash loop instead. */
export const restartHidesFailures = defineFinding({
  kind: 'restart-hides-failures',
  examine(unit, history) {
    const setting = textProperty(unit.properties ?? {}, 'Restart');
    if (setting === undefined || setting === 'no' || lastActiveState(unit) !== 'active') return [];
    const runs = runsOf(unit, history);
    const loop = new Set(findCrashLoop(unit, history)?.runs.map(({ start }) => start));
    const hidden = runs.filter(hasFailed).filter(({ start }) => {
      const next = runs[runs.findIndex((run) => run.start === start) + 1];
      return !loop.has(start) && next !== undefined && attributeStart(next.start, history).mechanism === 'restart-policy';
    });
    const [first, last] = [hidden[0], hidden.at(-1)];
    if (hidden.length < MIN_FAILURES || first === undefined || last === undefined) return [];
    return [
      {
        severity: 'warning',
        facts: defined({
          setting: `Restart=${setting}`,
          count: hidden.length,
          sinceAt: first.end.at,
          first: reasonOf(first.end),
          last: reasonOf(last.end) === reasonOf(first.end) ? undefined : reasonOf(last.end),
        }),
        declaredIn: whereSet(unit, history, 'Restart'),
        evidence: [...first.end.evidence, ...last.end.evidence],
      },
    ];
  },
});
