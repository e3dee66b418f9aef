import type { Link } from '../../model/timeline.ts';
import { WORDING } from './phrases.ts';

/**
 * A chain as one sentence from the root to the unit: "reconcile.timer elapsed and started reconcile.service,
 * whose Wants= started widget-daemon.service". Raw text: escape it for the output.
 */
export function summarize(chain: readonly Link[]): string {
  const [root, ...hops] = chain;
  if (root === undefined) return 'nothing that was seen explains this start';
  return [WORDING[root.mechanism].clause(root), ...hops.map((link) => WORDING[link.mechanism].relative(link))].join(', ');
}
