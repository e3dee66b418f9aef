import type { Suspect } from '../../model/timeline.ts';
import { causeName, isNameless } from './cause.ts';
import type { TimeWords } from './finding.ts';

/** What can act right now first, then what it is not known of. */
export function armedFirst(suspects: readonly Suspect[]): readonly Suspect[] {
  const rank = ({ armed }: Suspect): number => (armed === true ? 0 : armed === undefined ? 1 : 2);
  return suspects.toSorted((a, b) => rank(a) - rank(b));
}

/** From who may start the unit: `reconcile.timer → reconcile.service`; to the unit itself where there are several. Raw text. */
export function suspectWay({ from, via, to }: Suspect, several: boolean): string {
  const isSelf = from.kind === 'unit' && from.unit === to && via.length === 0;
  return [isSelf ? 'itself' : whoMay(from), ...via, ...(several ? [to] : [])].join(' → ');
}

/** Who may start a unit; what nothing names may be anyone. */
export function whoMay(from: Suspect['from']): string {
  return isNameless(from) ? 'anyone' : causeName(from);
}

/** What is known of it, when it acts next, and the places that are told: `every 2min; next at 14:02:00; /etc/systemd/system/x.timer:4`. Raw text. */
export function suspectFacts({ detail, nextAt }: Suspect, time: TimeWords, places: readonly string[] = []): string {
  return [...(detail === undefined ? [] : [detail]), ...(nextAt === undefined ? [] : [`next at ${time(nextAt)}`]), ...places].join('; ');
}
