import type { GapPayload, Observation, ObservationKind } from '../model/observation.ts';
import { encodeObservation } from './format.ts';

/** A line may have so many bytes where a stranger decides on its length: no observation of these kinds is nearly as long as what collects them lets through. */
const LONGEST_LINE = 1024 * 1024;

const OF_STRANGERS: ReadonlyMap<ObservationKind, GapPayload['source']> = new Map([
  ['entry', 'journal'],
  ['client-scan', 'proc'],
  ['client-exec', 'proc'],
  ['client-call', 'proc'],
  ['bus-request', 'proc'],
  ['bus-requester', 'proc'],
  ['peer-scan', 'proc'],
  ['mention', 'unit-files'],
]);

/** The line of an observation; where it is too long, that of a gap in its place. */
export function writable(observation: Observation): string {
  const text = encodeObservation(observation);
  const { sequence, at, payload } = observation;
  const source = OF_STRANGERS.get(payload.kind);
  if (source === undefined || text.length <= LONGEST_LINE / 3 || Buffer.byteLength(text) < LONGEST_LINE) return text;
  const what = `an observation (${payload.kind}) of ${String(Buffer.byteLength(text))} bytes is left out, more than the recording takes`;
  return encodeObservation({ sequence, at, payload: { source, kind: 'gap', from: at, to: at, text: what } });
}
