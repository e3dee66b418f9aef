import type { Fact } from '../model/fact.ts';
import type { History } from '../history/history.ts';
import { declarationsOf } from '../analysis/jobs/declarations.ts';
import type { EvidenceIndex } from './evidence.ts';
import type { EndLink } from '../model/timeline.ts';
import { defined } from '../defined.ts';

/** One hop of a chain to a start or to an end, as attribution and diagnosis found it. */
interface FoundLink<M extends string> extends Pick<EndLink, 'strength' | 'from' | 'to'> {
  readonly mechanism: M;
  readonly claim?: Pick<EndLink, 'setting' | 'why' | 'signal' | 'request'> & { readonly evidence: readonly Fact[] };
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
