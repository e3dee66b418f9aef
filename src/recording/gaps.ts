import type { GapPayload, Observation } from '../model/observation.ts';
import { compareInstants, usecBetween, type Instant } from '../model/instant.ts';

/** What was skipped in a file, counted from its beginning. */
export interface PassedOver {
  /** Lines that could not be read, and damages of the compression. */
  readonly damages: number;
  /** Observations of kinds unknown to this version. */
  readonly unknown: number;
}

/**
 * Watches the numbers of the observations of one recording. An attribution may depend on what is missing, so after a gap the bus counts as not observed until the
 * recording has the complete state again.
 */
interface Gaps {
  /** Called at the beginning of a file, which may continue the previous one; a later part begins with the state, whose numbers are not consecutive. */
  begin(how: { readonly isNext: boolean; readonly isLaterPart: boolean }): void;
  /**
   * Takes the next observation; returns those that can be passed on, preceded by their gaps. A part begins with the state so far, so that it can be
   * read alone: that is left out when it continues the previous part, unless the state is needed after a gap; `listening` is left out when part of its state is missing.
   */
  fill(observation: Observation, passedOver: PassedOver): readonly Observation[];
  /** Returns the observations that were held back, when nothing follows. */
  rest(): readonly Observation[];
}

/** A cause may be recorded this much later than its effect: before a gap it may be missing. */
const HELD_USEC = 1_000_000n;

/** Watches a recording from its beginning, without a gap so far. */
export function createGaps(): Gaps {
  let highest: number | undefined;
  /** When the last one of the bus, the files or `/proc` was observed, and when the last one of all. */
  let seen: Instant | undefined;
  let last: Instant | undefined;
  let before: PassedOver = { damages: 0, unknown: 0 };
  const held: { readonly observation: Observation; readonly seen: Instant }[] = [];
  let isBeginning = false;
  /** Whether the next observations may be those that a part repeats. */
  let isRepeating = false;
  let isListening = false;
  /** Whether the bus counts as not observed because of a gap. */
  let isOpen = false;
  /** Whether the numbers are not consecutive. */
  let isSparse = false;
  /** Whether the state is being read, and whether part of it is missing. */
  let isState = false;
  let isStateTorn = false;

  function missingBefore({ sequence }: Observation, { unknown }: PassedOver): number {
    if (isSparse || highest === undefined) return 0;
    return Math.max(0, sequence - highest - 1 - (unknown - before.unknown));
  }

  /** The state of a part that continues without a gap has been left out. */
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
      // The lists that follow are complete, whatever is missing before them.
      isSparse = isState = isStateTorn = false;
    } else if (payload.kind === 'listening') {
      isListening = !isStateTorn;
      isOpen = isStateTorn;
      isSparse = isState = false;
    }
  }

  /** The span of a gap before an observation of the time `at`. A journal entry can be older than what was read before it, and the past is not read in one order. */
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
      // Observations that could not be written have a recorded gap already.
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

/** The gap is placed before `place`: up to there the observations are complete. */
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
