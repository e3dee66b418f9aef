import type { Cause } from '../../model/cause.ts';
import type { Activation } from '../../model/claim.ts';
import type { Strength } from '../../model/strength.ts';
import type { Fact } from '../../model/fact.ts';
import type { Ending } from './ending.ts';

/** A claim to have brought a unit down; the table of mechanisms knows whose claim it is. */
export interface EndClaim {
  readonly strength: Exclude<Strength, 'unexplained'>;
  readonly from: Cause;
  /** The setting that made it so, with its value where one is known. */
  readonly setting?: string;
  /** What decided, in a few words. */
  readonly why?: string;
  readonly evidence: readonly Fact[];
  /** What made `from` act, when that is known: a start, of a client's service or of a unit in conflict, or another unit's end. */
  readonly behind?: { readonly start: Activation } | { readonly end: Ending };
  /** The job's number, or the manager's answer, says whose it is, so nothing else queued it. */
  readonly provesJob?: true;
}
