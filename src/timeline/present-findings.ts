import { FINDING_KINDS, type FindingKind } from '../model/finding.ts';
import { FINDINGS } from '../analysis/findings/index.ts';
import type { History } from '../history/history.ts';
import type { EvidenceIndex } from './evidence.ts';
import type { Finding } from '../model/timeline.ts';

const ORDER = ['error', 'warning', 'info'];

/** What is told of the unit behind a trigger that was asked for; how that behaves is told of the trigger itself. */
const OF_SETTINGS: ReadonlySet<FindingKind> = new Set(FINDING_KINDS.slice(0, FINDING_KINDS.indexOf('crash-loop')));

/** Everything that is wrong with these units, and with the settings of those that they trigger; worst first, within that in the order of the table. */
export function presentFindings(units: readonly string[], history: History, index: EvidenceIndex): readonly Finding[] {
  const behind = units.flatMap((unit) => history.edges.targetsOf(unit, 'Triggers')).map((unit) => history.canonical(unit));
  return [...new Set([...units, ...behind])]
    .flatMap((unit) =>
      FINDINGS.filter(({ kind }) => units.includes(unit) || OF_SETTINGS.has(kind)).flatMap(({ kind, examine }) =>
        examine(history.unit(unit), history).map(({ severity, facts, declaredIn, evidence }): Finding => ({
          kind,
          severity,
          unit,
          facts,
          declaredIn,
          evidence: index.cite(evidence),
        })),
      ),
    )
    .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}
