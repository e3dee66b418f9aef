import type { GapPayload, Observation } from '../model/observation.ts';
import { compareInstants, usecBetween, type Instant } from '../model/instant.ts';

/** What a file gave besides observations, counted from its beginning. */
export interface PassedOver {
  /** Lines that could not be read, and damages of the compression. */
  readonly damages: number;
  /** Observations of kinds that this version does not know. */
  readonly unknown: number;
}

/**
 * Watches the numbers of the observations of one recording. What is missing may be what an answer hangs on, so behind a hole the bus counts as not heard until the
 * recording tells the whole state again.
 */
interface Gaps {
  /** A file begins that goes on where the last one ended, or one that does not; a later part begins with the state, in numbers that are no row. */
  begin(how: { readonly isNext: boolean; readonly isLaterPart: boolean }): void;
  /**
   * Takes the next observation; gives those that can be told, with the gaps that must stand before them. A part begins with what was known already, so that it can be
   * read alone: that is left out when it goes on from the last one, unless the state is wanted; and so is what says that the bus is heard where that hangs on what is missing.
   */
  fill(observation: Observation, passedOver: PassedOver): readonly Observation[];
  /** Gives what was held back, when nothing that goes on from it follows. */
  rest(): readonly Observation[];
}

/** What tells of a cause comes up to so much later than its effect: in front of a hole it may be missing. */
const HELD_USEC = 1_000_000n;

/** No hole so far. */
export function createGaps(): Gaps {
  let highest: number | undefined;
  /** When the last one of the bus, the files or `/proc` was observed, and when the last one of all. */
  let seen: Instant | undefined;
  let last: Instant | undefined;
  let before: PassedOver = { damages: 0, unknown: 0 };
  const held: { readonly observation: Observation; readonly seen: Instant }[] = [];
  let isBeginning = false;
  /** Whether what comes may be what a part repeats. */
  let isRepeating = false;
  let isListening = false;
  /** Whether the bus counts as not heard because of a hole. */
  let isOpen = false;
  /** Whether the numbers are no row. */
  let isSparse = false;
  /** Whether the state is being told, and whether something of it is missing. */
  let isState = false;
  let isStateTorn = false;

  function missingBefore({ sequence }: Observation, { unknown }: PassedOver): number {
    if (isSparse || highest === undefined) return 0;
    return Math.max(0, sequence - highest - 1 - (unknown - before.unknown));
  }

  /** The state of a part that goes on without a hole has been left out. */
  function noteBeginning({ sequence }: Observation, missing: number): void {
    if (isBeginning && highest !== undefined) isSparse = isState = missing > 0 || sequence <= highest;
    isBeginning = false;
  }

  function noteState({ payload }: Observation): void {
    if (payload.kind === 'session-end') isListening = false;
    else if (payload.kind === 'gap' && payload.source === 'system-bus') {
      isListening = false;
      isState = true;
      isStateTorn = false;
    } else if (payload.kind === 'job-list') {
      // The manager has been asked for all; what came before is not needed for that.
      isSparse = isState = isStateTorn = false;
    } else if (payload.kind === 'listening') {
      isListening = !isStateTorn;
      isOpen = isStateTorn;
      isSparse = isState = false;
    }
  }

  /** What is missing before an observation of that time. An entry of the journal is older than what was read before it, and the past is read in more than one order. */
  function spanOfGap(lately: Instant, at: Instant): readonly [Instant, Instant] {
    if (compareInstants(lately, at) <= 0) return [lately, at];
    const around = [lately, last ?? at, at].toSorted(compareInstants);
    return [around[0] ?? at, around[2] ?? lately];
  }

  function takeAll(): readonly Observation[] {
    return held.splice(0).map(({ observation }) => observation);
  }

  function takeOld(now: Instant): readonly Observation[] {
    const kept = held.findIndex((one) => usecBetween(one.seen, now) <= HELD_USEC);
    return kept < 0 ? takeAll() : held.splice(0, kept).map(({ observation }) => observation);
  }

  return {
    begin({ isNext, isLaterPart }) {
      before = { damages: 0, unknown: 0 };
      isBeginning = true;
      isStateTorn = false;
      isRepeating = isNext && !isOpen;
      if (isNext) return;
      highest = undefined;
      isListening = false;
      isOpen = false;
      isSparse = isState = isLaterPart;
    },
    fill(observation, passedOver) {
      const { sequence, at, payload } = observation;
      isRepeating &&= highest !== undefined && sequence <= highest;
      if (isRepeating) return [];
      const missing = missingBefore(observation, passedOver);
      const lately = seen ?? at;
      const [from, to] = spanOfGap(lately, at);
      if (missing > 0 || (isState && passedOver.damages > before.damages)) isStateTorn = true;
      noteBeginning(observation, missing);
      highest = Math.max(highest ?? 0, sequence);
      if (payload.source !== 'journal') seen = at;
      last = at;
      before = passedOver;
      // What could not be written has a gap already.
      const isGap = missing > 0 && !(payload.kind === 'gap' && payload.source === 'system-bus');
      const hidden: GapPayload['source'][] = !isGap ? [] : isListening ? ['system-bus', 'journal'] : ['journal'];
      const place = held[0]?.observation ?? { sequence, at: lately };
      const gaps = hidden.map((source) => gap(place, from, to, missing, source));
      const released = isGap ? takeAll() : [];
      if (isGap && isListening) {
        isListening = false;
        isOpen = true;
      }
      noteState(observation);
      if (payload.kind !== 'listening' || isListening) held.push({ observation, seen: seen ?? at });
      return [...gaps, ...released, ...(isListening && payload.kind !== 'listening' ? takeOld(seen ?? at) : takeAll())];
    },
    rest: takeAll,
  };
}

/** The gap stands before `place`: up to there the bus was heard with all that belongs to it. */
function gap(
  place: Pick<Observation, 'sequence' | 'at'>,
  from: Instant,
  to: Instant,
  missing: number,
  source: GapPayload['source'],
): Observation {
  const text = `the recording is damaged: ${missing === 1 ? 'an observation is' : `${String(missing)} observations are`} missing`;
  return { sequence: Math.max(0, place.sequence - 1), at: place.at, payload: { source, kind: 'gap', from, to, text } };
}
