import type { History } from '../../history/history.ts';
import type { EndClaim } from './end-claim.ts';
import type { EndMechanism } from '../../model/mechanism.ts';
import type { Ending } from './ending.ts';

/** A way in which a unit can be brought down. It looks at every end and says what it knows of it; most often nothing. */
export interface EndMechanismRule<Name extends EndMechanism = EndMechanism> {
  readonly name: Name;
  /** `others` holds what the mechanisms before it in the table claim: only those that conclude by elimination may look at it. */
  readonly judge: (ending: Ending, history: History, others: readonly EndClaim[]) => readonly EndClaim[];
}

/** Gives a mechanism its type; the name must be the file's. */
export function defineEndMechanism<const Name extends EndMechanism>(mechanism: EndMechanismRule<Name>): EndMechanismRule<Name> {
  return mechanism;
}
