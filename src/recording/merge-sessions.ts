import type { Observation, ObservationPayload } from '../model/observation.ts';
import { compareInstants, type Instant } from '../model/instant.ts';
import type { RecordedSession } from './recorded-session.ts';

/** A session with its next observation read. */
interface Reader {
  readonly observations: AsyncIterator<Observation, void, undefined>;
  next: Observation | undefined;
  /** When `next` was observed. A journal entry has the time of its logging, so it counts as observed with the observation before it. */
  seenAt: Instant | undefined;
  isListening: boolean;
}

/**
 * The observations of several sessions of one manager on one boot as if one session had seen them, in the order in which they were seen, numbered anew.
 * Where several observed the bus, each signal is taken from one of them only: from the one that began first, and after its end from the next, with a gap between.
 */
export async function* mergeSessions(
  sessions: readonly Pick<RecordedSession, 'observations'>[],
): AsyncGenerator<Observation, void, undefined> {
  const readers = sessions.map((session): Reader => ({
    observations: session.observations(),
    next: undefined,
    seenAt: undefined,
    isListening: false,
  }));
  for (const reader of readers) await advance(reader);
  let sequence = 0;
  let reporter: Reader | undefined;
  let unobservedSince: Instant | undefined;
  const numbered = (at: Instant, payload: ObservationPayload): Observation => ({ sequence: (sequence += 1), at, payload });
  for (let reader = earliest(readers); reader !== undefined; reader = earliest(readers)) {
    const { next } = reader;
    if (next === undefined) break;
    const { at, payload } = next;
    const ends = payload.kind === 'session-end' || (payload.source === 'system-bus' && payload.kind === 'gap');
    if (payload.kind === 'listening') reader.isListening = true;
    if (ends) reader.isListening = false;
    if (reporter === undefined && reader.isListening) {
      if (unobservedSince !== undefined) yield numbered(at, between(unobservedSince, at));
      if (payload.kind !== 'listening') yield numbered(at, { source: 'system-bus', kind: 'listening' });
      reporter = reader;
      unobservedSince = undefined;
    } else if (reporter !== undefined && reporter !== reader && payload.kind === 'listening') {
      await advance(reader);
      continue;
    }
    const isOthers = reporter !== undefined && reporter !== reader && payload.source === 'system-bus' && STATE_KINDS.has(payload.kind);
    if (!isOthers) yield numbered(at, payload);
    await advance(reader);
    if (reporter === reader && (!reader.isListening || reader.next === undefined)) {
      reporter = undefined;
      unobservedSince = payload.kind === 'gap' ? undefined : at;
    }
  }
}

/** Observations of the states of units and jobs: a second copy would look like a second event. */
const STATE_KINDS: ReadonlySet<ObservationPayload['kind']> = new Set(['signal', 'unit-list', 'job-list', 'gap']);

function between(from: Instant, to: Instant): ObservationPayload {
  return {
    source: 'system-bus',
    kind: 'gap',
    from,
    to,
    text: 'one recording ended and another goes on; what happened between is not known',
  };
}

function earliest(readers: readonly Reader[]): Reader | undefined {
  const left = readers.filter(({ next }) => next !== undefined);
  return left.reduce<Reader | undefined>(
    (best, one) => (best?.seenAt === undefined || (one.seenAt !== undefined && compareInstants(one.seenAt, best.seenAt) < 0) ? one : best),
    undefined,
  );
}

async function advance(reader: Reader): Promise<void> {
  const { value } = await reader.observations.next();
  reader.next = value ?? undefined;
  if (value !== undefined && value.payload.source !== 'journal') reader.seenAt = value.at;
  else reader.seenAt ??= value?.at;
}
