import type { Observation, SourceName } from '../model/observation.ts';
import type { Instant } from '../model/instant.ts';

/** Observations that could not be written. */
export interface DroppedObservations {
  add(observation: Observation): void;
  count(): number;
  /** The sequence number of the last one. */
  sequence(): number;
  /** The gaps that the file holds in their place, up to `to`: one for each source with missing observations; the first is always the bus's, as its missing signals cannot be noticed otherwise. */
  gaps(to: Instant, why: string): readonly Observation[];
}

/** No observation is dropped yet. */
export function createDropped(): DroppedObservations {
  const from = new Map<SourceName, Instant>();
  let first: Instant | undefined;
  let sequence = 0;
  let count = 0;
  return {
    add({ sequence: number, at, payload: { source } }) {
      first ??= at;
      if (!from.has(source)) from.set(source, at);
      sequence = number;
      count += 1;
    },
    count: () => count,
    sequence: () => sequence,
    gaps(to, why) {
      const text = `the recording could not be written (${why}); ${String(count)} observations are missing`;
      const since = from.get('system-bus') ?? first ?? to;
      const others = [...from].filter(([source]) => source === 'journal');
      return [['system-bus', since] as const, ...others].map(([source, begin]) => ({
        sequence,
        at: to,
        payload: { source, kind: 'gap', from: begin, to, text },
      }));
    },
  };
}
