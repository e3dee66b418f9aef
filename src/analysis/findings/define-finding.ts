import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { Fault, FindingKind } from '../../model/finding.ts';

/** One kind of fault, and how it is found. Pure: what it needs of the host was observed before. */
export interface FindingDefinition<K extends FindingKind = FindingKind> {
  readonly kind: K;
  /** All faults of this kind that a unit has; none when what would show it was not observed. */
  readonly examine: (unit: UnitRecord, history: History) => readonly Fault[];
}

/** Keeps the literal kind of a definition without a cast. */
export function defineFinding<K extends FindingKind>(definition: FindingDefinition<K>): FindingDefinition<K> {
  return definition;
}
