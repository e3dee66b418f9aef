import type { Cause } from '../model/cause.ts';
import type { Strength } from '../model/strength.ts';
import type { Fact } from '../model/fact.ts';
import type { History } from '../history/history.ts';
import { declarationsOf } from '../analysis/jobs/declarations.ts';
import type { EvidenceIndex } from './evidence.ts';
import type { EndLink, EndRequest } from '../model/timeline.ts';
import { defined } from '../defined.ts';

/** One hop of a chain to a start or to an end, as attribution and diagnosis found it. */
interface FoundLink<M extends string> {
  readonly mechanism: M;
  readonly strength: Strength;
  readonly from: Cause;
  readonly to: string;
  readonly claim?: {
    readonly setting?: string;
    readonly why?: string;
    readonly signal?: string;
    readonly request?: EndRequest;
    readonly evidence: readonly Fact[];
  };
}

/** A hop as the timeline tells it, with the lines that declare it, its evidence entered in `index`. */
export function presentLink<M extends string>(
  { mechanism, strength, from, to, claim }: FoundLink<M>,
  history: History,
  index: EvidenceIndex,
): Omit<EndLink, 'mechanism'> & { readonly mechanism: M } {
  return defined({
    mechanism,
    strength,
    from,
    to,
    setting: claim?.setting,
    why: claim?.why,
    signal: claim?.signal,
    request: claim?.request,
    declaredIn: declarationsOf(history, from, to, claim?.setting),
    evidence: claim === undefined ? [] : index.cite(claim.evidence),
  });
}
