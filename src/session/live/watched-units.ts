import type { History } from '../../history/history.ts';
import { templateOf } from '../../systemd/unit-name.ts';

/** Which units a live session is about: those requested, or all, and those that can start them. */
export interface WatchedUnits {
  /** Whether starts of this unit are reported. */
  isWatched(unit: string): boolean;
  /** Whether the unit is watched, or can start one that is. */
  isOfInterest(unit: string): boolean;
  /** All units and templates of interest; undefined for the whole manager. */
  ofInterest(): readonly string[] | undefined;
  setStarters(starters: ReadonlySet<string>): void;
  /** Adds the primary names of the requested units, once the manager was asked for them. */
  addPrimaryNames(): void;
}

/** `names` are the requested units; none for the whole manager. */
export function createWatchedUnits(names: readonly string[], history: History): WatchedUnits {
  const watched = new Set(names);
  let starters: ReadonlySet<string> = new Set(names);
  const isWatched = (unit: string): boolean =>
    watched.size === 0 || watched.has(history.canonical(unit)) || watched.has(templateOf(unit) ?? '');
  return {
    isWatched,
    isOfInterest: (unit) => isWatched(unit) || starters.has(unit),
    ofInterest: () => (watched.size === 0 ? undefined : [...watched, ...starters]),
    setStarters(found) {
      starters = found;
    },
    addPrimaryNames() {
      for (const name of names) watched.add(history.canonical(name));
    },
  };
}
