import { FINDINGS } from '../diagnosis/findings/index.ts';
import type { History } from '../facts/history.ts';
import type { EvidenceBook } from './evidence.ts';
import type { Finding } from './timeline.ts';

const ORDER = ['error', 'warning', 'info'];

/** Everything that is wrong with these units, worst first; within that in the order of the table. */
export function presentFindings(units: readonly string[], history: History, book: EvidenceBook): readonly Finding[] {
  return units
    .flatMap((unit) =>
      FINDINGS.flatMap(({ kind, examine }) =>
        examine(history.unit(unit), history).map(({ severity, facts, declaredIn, evidence }): Finding => ({
          kind,
          severity,
          unit,
          facts,
          declaredIn,
          evidence: book.cite(evidence),
        })),
      ),
    )
    .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}
