import { lastActiveState, textProperty } from '../../model/properties.ts';
import type { Cause } from '../../model/cause.ts';
import { defineFinding } from './define-finding.ts';
import type { Fault, FindingFacts } from '../../model/finding.ts';
import { findCrashLoop, type LoopDriver, type Loop } from '../loops/loop.ts';
import { findOutsideLoop, type OutsideLoop } from '../loops/outside-loop.ts';
import { reasonOf } from '../loops/runs.ts';
import { type Place, valueSet, whereSet } from '../../history/setting-location.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { defined } from '../../defined.ts';

/** It fails, is started again, and fails; or somebody outside restarts it at regular intervals (then it is worth knowing, no more). */
export const crashLoop = defineFinding({
  kind: 'crash-loop',
  examine(unit, history) {
    const loop = findCrashLoop(unit, history);
    if (loop !== undefined) return [crashing(loop, unit, history)];
    const outside = findOutsideLoop(unit, history);
    return outside === undefined ? [] : [restartedFromOutside(outside)];
  },
});

function crashing(loop: Loop, unit: UnitRecord, history: History): Fault {
  const { runs, failures, keptBy, rounds, roundUsec, untilAt, atLeast, restarts } = loop;
  const [first, last] = [loop.origin ?? runs[0], runs.at(-1)];
  const reasons = { first: first === undefined ? '' : reasonOf(first.end), last: last === undefined ? '' : reasonOf(last.end) };
  return {
    severity: untilAt === undefined ? 'error' : loop.next !== undefined || lastActiveState(unit) === 'active' ? 'info' : 'warning',
    facts: defined({
      count: failures,
      restarts: restarts === undefined || restarts <= rounds || !atLeast ? undefined : restarts,
      atLeast: atLeast ? atLeast : undefined,
      usec: roundUsec,
      sinceAt: first?.end.at,
      untilAt,
      first: reasons.first,
      last: reasons.last === reasons.first ? undefined : reasons.last,
      ...loopDriverFacts(keptBy, unit, history),
    }),
    declaredIn: declaredBy(keptBy, unit, history),
    evidence: [...(first?.end.evidence ?? []), ...(last === undefined || last === first ? [] : last.end.evidence)],
  };
}

function restartedFromOutside({ runs, roundUsec, keptBy, untilAt }: OutsideLoop): Fault {
  const begin = runs[0]?.start.at;
  return {
    severity: 'info',
    facts: defined({
      count: runs.length,
      usec: roundUsec,
      sinceAt: begin,
      untilAt,
      mechanism: keptBy.mechanism,
      ...clientFacts(keptBy.from),
    }),
    declaredIn: [],
    evidence: runs.slice(-2).map(({ start }) => start.first),
  };
}

function loopDriverFacts({ mechanism, from, setting }: LoopDriver, unit: UnitRecord, history: History): FindingFacts {
  const own =
    mechanism === 'restart-policy' ? (textProperty(unit.properties ?? {}, 'Restart') ?? valueSet(unit, history, 'Restart')) : undefined;
  const name = setting ?? (own === undefined ? undefined : `Restart=${own}`);
  return defined({
    mechanism,
    setting: name,
    other: from?.kind === 'unit' && from.unit !== unit.name ? from.unit : undefined,
    ...clientFacts(from),
  });
}

/** A client by the unit that it runs in, and by its program. */
function clientFacts(from: Cause | undefined): FindingFacts {
  if (from?.kind !== 'client') return {};
  const client = from.cmdline ?? from.comm;
  return defined({ other: from.unit, client });
}

/** The settings by which the other unit keeps it going, whichever it has. */
const OF_TRIGGER = [
  'OnUnitActiveSec',
  'OnUnitInactiveSec',
  'OnCalendar',
  'PathExists',
  'PathExistsGlob',
  'DirectoryNotEmpty',
  'PathChanged',
];

function declaredBy({ mechanism, from }: LoopDriver, unit: UnitRecord, history: History): readonly Place[] {
  if (mechanism === 'restart-policy') return whereSet(unit, history, 'Restart');
  if (from?.kind !== 'unit') return [];
  const other = history.unit(from.unit);
  if (mechanism === 'upheld-by') return whereSet(other, history, 'Upholds');
  return whereSet(other, history, ...OF_TRIGGER, 'ListenStream', 'ListenDatagram', 'ListenFIFO');
}
