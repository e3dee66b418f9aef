import { compareInstants, type Instant } from '../model/instant.ts';
import type { Fact } from '../model/fact.ts';

/** Default number of facts kept per unit and kind. */
export const KEPT_PER_UNIT = 400;

interface Bounds {
  /** Scans of /proc and the like. */
  readonly scans: number;
  /** Units that the manager unloaded. */
  readonly unloaded: number;
  /** Units that are known from the journal, from files and by name alone. */
  readonly named: number;
  /** Gaps, and times between them. */
  readonly gaps: number;
}

/** How much is kept for a given number of facts per unit. */
export function boundsFor(keptPerUnit: number): Bounds {
  return {
    scans: Math.min(20_000, Math.max(200, keptPerUnit * 5)),
    unloaded: Math.min(10_000, keptPerUnit * 25),
    named: Math.max(10_000, keptPerUnit * 25),
    gaps: Math.min(20_000, Math.max(1_000, keptPerUnit * 5)),
  };
}

/** Appends a fact, and drops the oldest ones once the limit is exceeded by a quarter; the latest of these is returned. */
export function keepLatest<T>(list: T[], item: T, most = KEPT_PER_UNIT): T | undefined {
  list.push(item);
  return list.length > most * 1.25 ? list.splice(0, list.length - most).at(-1) : undefined;
}

/** The same for facts that may repeat the one before: once there are too many, such repetitions go first, but for the latest facts, and with them nothing is lost that is returned. */
export function keepLatestChanges<T>(list: T[], item: T, isRepeated: (before: T, fact: T) => boolean, most = KEPT_PER_UNIT): T | undefined {
  list.push(item);
  if (list.length <= most * 1.25) return undefined;
  const latest = list.length - Math.floor(most / 4);
  const changes = list.filter((fact, index) => {
    const before = list[index - 1];
    return before === undefined || index >= latest || !isRepeated(before, fact);
  });
  const dropped = changes.length > most ? changes.splice(0, changes.length - most).at(-1) : undefined;
  list.splice(0, list.length, ...changes);
  return dropped;
}

/** Drops the oldest members of a map or set, which has them in the order in which they came, until there are at most so many. */
export function dropOldest<K>(all: { readonly size: number; keys(): Iterable<K>; delete(key: K): boolean }, most: number): void {
  for (const oldest of all.keys()) {
    if (all.size <= most) return;
    all.delete(oldest);
  }
}

/** How many entries are looked at one by one, from the latest: more are searched, as whoever writes to the journal decides how many there are at one moment, and a recording in which order. */
const LOOKED_AT = 64;

/** The cursors of the lists in which many entries have one moment. */
const CURSORS = new WeakMap<readonly Fact[], Set<string>>();

/** Inserts a journal entry in the order of time, once: entries may be read backwards, in windows and twice. */
export function keepInOrder<T extends Fact>(list: T[], fact: T, most = KEPT_PER_UNIT): void {
  const index = placeIn(list, fact);
  if (isThere(list, fact, index)) return;
  list.splice(index, 0, fact);
  const cursors = CURSORS.get(list);
  const cursor = cursorOf(fact);
  if (cursor !== undefined) cursors?.add(cursor);
  if (list.length <= most * 1.25) return;
  for (const old of list.splice(0, list.length - most)) cursors?.delete(cursorOf(old) ?? '');
}

/** Behind all that are not later. */
function placeIn(list: readonly Fact[], { at }: Fact): number {
  const from = Math.max(0, list.length - LOOKED_AT);
  let end = list.length;
  while (end > from && compareInstants(list[end - 1]?.at ?? at, at) > 0) end -= 1;
  return end > from ? end : countUntil(list, at, end);
}

/** Whether one of those right before the place, of the same moment, is this very entry. */
function isThere(list: readonly Fact[], fact: Fact, place: number): boolean {
  const cursor = cursorOf(fact);
  if (cursor === undefined) return false;
  const known = CURSORS.get(list);
  if (known !== undefined) return known.has(cursor);
  for (let index = place - 1; index >= 0; index -= 1) {
    const other = list[index];
    if (other === undefined || compareInstants(other.at, fact.at) !== 0) return false;
    if (cursorOf(other) === cursor) return true;
    if (place - index < LOOKED_AT) continue;
    const cursors = new Set(list.flatMap((one) => cursorOf(one) ?? []));
    CURSORS.set(list, cursors);
    return cursors.has(cursor);
  }
  return false;
}

function cursorOf(fact: Fact): string | undefined {
  return 'cursor' in fact ? fact.cursor : undefined;
}

/** The number of facts, which are sorted, that came before `order`. */
export function countBefore(facts: readonly { readonly order: number }[], order: number): number {
  return countWhile(facts, (fact) => fact.order < order);
}

/** The number of facts, which are in the order of time, that are not later than an instant; of the first `end` ones. */
export function countUntil(facts: readonly { readonly at: Instant }[], at: Instant, end = facts.length): number {
  return countWhile(facts, (fact) => compareInstants(fact.at, at) <= 0, end);
}

/** How many members of a list come before the first for which something does not hold, where it holds for none behind that one. */
export function countWhile<T>(list: readonly T[], holds: (one: T) => boolean, end = list.length): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && holds(one)) low = middle + 1;
    else high = middle;
  }
  return low;
}
