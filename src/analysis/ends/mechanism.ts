import type { Activation, Claim } from '../../model/claim.ts';
import type { Ending } from './ending.ts';
import type { History } from '../../history/history.ts';
import type { EndRequest } from '../../model/timeline.ts';
import type { EndMechanism } from '../../model/mechanism.ts';

/** A claim to have brought a unit down; the table of mechanisms knows whose claim it is. */
export interface EndClaim extends Omit<Claim, 'signal' | 'behind' | 'provesJob' | 'predecessor'> {
  /** What a client asked for, where that is known. */
  readonly request?: EndRequest;
  /** What made `from` act, when that is known: a start, of a client's service or of a unit in conflict, or another unit's end. */
  readonly behind?: { readonly start: Activation } | { readonly end: Ending };
  /** The job's number, or the manager's answer, says whose it is, so nothing else queued it. */
  readonly provesJob?: true;
}

/** A way in which a unit can be brought down. It judges every end, and returns nothing for most of them. */
export interface EndMechanismRule<Name extends EndMechanism = EndMechanism> {
  readonly name: Name;
  /** `others` holds the claims of the mechanisms before it in the table: only those that conclude by elimination may use it. */
  readonly judge: (ending: Ending, history: History, others: readonly EndClaim[]) => readonly EndClaim[];
}

/** Gives a mechanism its type; the name must be the file's. */
export function defineEndMechanism<const Name extends EndMechanism>(mechanism: EndMechanismRule<Name>): EndMechanismRule<Name> {
  return mechanism;
}
