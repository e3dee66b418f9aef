import type { Strength } from '../../model/strength.ts';
import type { Start } from '../../model/timeline.ts';
import { mannerOf } from './end.ts';
import { span } from '../time/span.ts';
import { summarize } from './summary.ts';

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
