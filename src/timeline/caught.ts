import { compareInstants, type Instant } from '../systemd/instant.ts';
import type { MechanismName } from '../attribution/mechanisms/index.ts';
import type { Start, Suspect, Timeline } from './timeline.ts';

/** How waiting for a start ended. */
export type CatchOutcome = 'started' | 'timeout' | 'interrupted';

/** What `catch` found: the start that it waited for, or that none came; and all that a timeline tells of the time. */
export interface Caught {
  readonly outcome: CatchOutcome;
  /** Just the start that was waited for, and what happened up to it. */
  readonly timeline: Timeline;
  readonly start?: Start;
  /** When the waiting began, after what was stopped was down. */
  readonly waitedSince: Instant;
  /** The units that were stopped for it, in this order. */
  readonly stopped: readonly string[];
}

/** The story of one wait: of the timeline, no more than led to the start that was caught. */
export function caughtOf(timeline: Timeline, found: Omit<Caught, 'timeline'>): Caught {
  const { start } = found;
  if (start === undefined) {
    const events = timeline.events.filter(({ at }) => compareInstants(at, found.waitedSince) >= 0);
    return { ...found, timeline: { ...timeline, starts: [], events } };
  }
  const same = timeline.starts.find((one) => isSame(one, start)) ?? start;
  const from = start.previousEnd?.at ?? start.at;
  const events = timeline.events.filter(({ at }) => compareInstants(at, from) >= 0 && compareInstants(at, start.at) <= 0);
  return { ...found, start: same, timeline: { ...timeline, starts: [same], events } };
}

function isSame(a: Start, b: Start): boolean {
  if (a.invocationId !== undefined && b.invocationId !== undefined) return a.invocationId === b.invocationId;
  return a.unit === b.unit && compareInstants(a.at, b.at) === 0;
}

/** What must be stopped so that the unit does not come back the way it came: the links of its chain, and the other suspects that are armed. */
export function reasonsToComeBack({ start, timeline }: Caught): readonly Suspect[] {
  const links = start?.chain ?? [];
  const inChain = links.flatMap(({ mechanism, from, to, declaredIn }, index): readonly Suspect[] => {
    if (from.kind !== 'unit' || !LASTS.has(mechanism)) return [];
    const via = links.slice(index).flatMap((link) => (link.to === start?.unit ? [] : [link.to]));
    return [{ mechanism, from, via, to, armed: true, declaredIn, remedy: [] }];
  });
  const others = timeline.suspects.filter(
    ({ armed, from }) => armed === true && !inChain.some((known) => from.kind === 'unit' && nameOf(known) === from.unit),
  );
  return [...inChain, ...others];
}

/** The mechanisms that do it again if nothing is done about them; a boot, a client and a signal come from outside. */
const LASTS: ReadonlySet<MechanismName> = new Set([
  'restart-policy',
  'socket-activation',
  'timer',
  'path',
  'automount',
  'required-by',
  'wanted-by',
  'bound-by',
  'upheld-by',
  'on-failure',
  'on-success',
]);

function nameOf({ from }: Suspect): string | undefined {
  return from.kind === 'unit' ? from.unit : undefined;
}
