import type { Instant } from '../model/instant.ts';
import { now } from './clock.ts';
import type { Observation, ObservationPayload } from '../model/observation.ts';

/** Where every source of a session emits its observations; one stream per session, so that `sequence` is the order across all sources. */
export interface ObservationStream {
  /** Stamps the payload with the next sequence number and, unless `at` is given, with the current time, and passes it to the sink. */
  emit(payload: ObservationPayload, at?: Instant): Observation;
}

/** Where a source emits that does not look at what it emitted. */
export interface TimedSink {
  emit(payload: ObservationPayload, at?: Instant): unknown;
}

/** A stream that hands each observation to `sink`, synchronously and in order; sequence numbers start at 1. */
export function createObservationStream(sink: (observation: Observation) => void): ObservationStream {
  let sequence = 0;
  return {
    emit(payload, at = now()) {
      sequence += 1;
      const observation = { sequence, at, payload };
      sink(observation);
      return observation;
    },
  };
}
