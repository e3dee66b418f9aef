import type { Link, Start } from '../../model/timeline.ts';
import { WORDING } from './phrases.ts';
import type { Strength } from '../../model/strength.ts';
import { mannerOf } from './end.ts';
import { span } from '../time/span.ts';

/**
 * A chain as one sentence from the root to the unit: "reconcile.timer elapsed and started reconcile.service,
 * whose Wants= started widget-daemon.service". Raw text: escape it for the output.
 */
export function summarize(chain: readonly Link[]): string {
  const [root, ...hops] = chain;
  if (root === undefined) return 'nothing that was seen explains this start';
  return [WORDING[root.mechanism].clause(root), ...hops.map((link) => WORDING[link.mechanism].relative(link))].join(', ');
}

/** How sure it is, for people who have not read the manual. */
const SURE: Readonly<Record<Strength, string>> = {
  stated: 'stated',
  correlated: 'correlated: likely, not certain',
  possible: 'possible: configuration allows it',
  unexplained: 'unexplained',
};

/**
 * A start as one sentence that names the unit, how long it was down and how it had ended:
 * `widget-daemon.service came back 31s after it was stopped: reconcile.timer elapsed and started … (stated)`. Raw text: escape it for the output.
 */
export function startSentence(start: Start, shorten: (text: string) => string = (text) => text): string {
  return `${shorten(start.unit)} ${cameUp(start)}: ${shorten(summarize(start.chain))} (${SURE[start.strength]}${others(start)})`;
}

function cameUp({ previousEnd }: Start): string {
  return previousEnd === undefined ? 'started' : `came back ${span(previousEnd.deadForUsec)} after it ${mannerOf(previousEnd)}`;
}

/** Where nothing but configuration speaks for a cause, how much else it allows. */
function others({ strength, alternatives }: Start): string {
  const standing = strength === 'possible' ? alternatives.filter(({ ruledOut }) => !ruledOut).length : 0;
  return standing === 0 ? '' : `, and ${standing === 1 ? 'one other cause' : `${String(standing)} other causes`} as well`;
}
