import type { Instant } from '../../model/instant.ts';
import type { Gap, Start } from '../../model/timeline.ts';
import { isNameless } from './cause.ts';

/** What a watch tells when it ends; its size does not grow with the number of starts. */
export interface WatchSummary {
  readonly units: readonly string[];
  readonly since: Instant;
  readonly until: Instant;
  readonly counts: readonly WatchCount[];
  readonly gaps: readonly Gap[];
}

export interface WatchCount extends Pick<Start, 'unit' | 'mechanism' | 'strength'> {
  readonly starts: number;
  /** How many of them were asked for by a client that nothing names. */
  readonly nameless?: number;
}

/** The counts with one more start in them. */
export function countStart(counts: readonly WatchCount[], { unit, mechanism, strength, chain }: Start): readonly WatchCount[] {
  // Further up the chain somebody may have started what asked; that one was not looked for at this start.
  const asked = chain.findLast(({ from }) => from.kind === 'client' || from.kind === 'process');
  const nameless = asked !== undefined && isNameless(asked.from) ? 1 : 0;
  const known = counts.find((count) => count.unit === unit && count.mechanism === mechanism && count.strength === strength);
  if (known === undefined) return [...counts, { unit, mechanism, strength, starts: 1, nameless }];
  const counted = { ...known, starts: known.starts + 1, nameless: (known.nameless ?? 0) + nameless };
  return counts.map((count) => (count === known ? counted : count));
}
