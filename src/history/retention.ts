import { compareInstants } from '../model/instant.ts';
import type { Fact } from '../model/fact.ts';

/** Default number of facts kept per unit and kind. */
export const KEPT_PER_UNIT = 400;

/** How many scans of /proc and the like, and how many unloaded units, are kept for a given number of facts per unit. */
export function boundsFor(keptPerUnit: number): { readonly scans: number; readonly unloaded: number } {
  return { scans: Math.min(20_000, Math.max(200, keptPerUnit * 5)), unloaded: Math.min(10_000, keptPerUnit * 25) };
}

/** Appends a fact, and drops the oldest ones once the limit is exceeded by a quarter; the latest of these is returned. */
export function keepLatest<T>(list: T[], item: T, most = KEPT_PER_UNIT): T | undefined {
  list.push(item);
  return list.length > most * 1.25 ? list.splice(0, list.length - most).at(-1) : undefined;
}

/** Inserts a journal entry in the order of time, once: entries may be read backwards, in windows and twice. */
export function keepInOrder<T extends Fact>(list: T[], fact: T, most = KEPT_PER_UNIT): void {
  let index = list.length;
  while (index > 0 && compareInstants(list[index - 1]?.at ?? fact.at, fact.at) > 0) index -= 1;
  for (let same = index - 1; same >= 0 && compareInstants(list[same]?.at ?? fact.at, fact.at) === 0; same -= 1) {
    const other = list[same];
    if (other !== undefined && 'cursor' in other && 'cursor' in fact && other.cursor === fact.cursor) return;
  }
  list.splice(index, 0, fact);
  if (list.length > most * 1.25) list.splice(0, list.length - most);
}

/** The number of facts, which are sorted, that came before `order`. */
export function countBefore(facts: readonly { readonly order: number }[], order: number): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((facts[middle]?.order ?? order) < order) low = middle + 1;
    else high = middle;
  }
  return low;
}
