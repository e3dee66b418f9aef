import { recordedTimeline } from '../render/recorded-stories.ts';
import type { Instant } from '../../src/model/instant.ts';
import type { EvidenceId, Start, Timeline, UnitEvent } from '../../src/model/timeline.ts';

/** Stories that are told again and again: a unit that four things start, and one that crashes until it hits its limit. */
const STORIES = ['widget-daemon/live', 'api-gateway/live'] as const;
const PAUSE_USEC = 20_000_000n;

type Told = Pick<Timeline, 'starts' | 'events' | 'evidence'>;

/**
 * A timeline with so many starts, made of recorded stories one after the other; each has evidence, invocations and times of its own. It is made for speed and
 * size: each round happened in the lab, the series did not.
 */
export async function manyStarts(count: number): Promise<Timeline> {
  const stories = await Promise.all(STORIES.map((name) => recordedTimeline(name)));
  const [first] = stories;
  if (first === undefined) throw new Error('there is no story to repeat');
  const starts: Start[] = [];
  const events: UnitEvent[] = [];
  const evidence: Record<EvidenceId, Timeline['evidence'][EvidenceId]> = {};
  let at = first.starts[0]?.at.realtimeUsec ?? 0n;
  for (let round = 0; starts.length < count; round += 1) {
    const story = stories[round % stories.length] ?? first;
    const told = again(story, round, at);
    starts.push(...told.starts.slice(0, count - starts.length));
    events.push(...told.events);
    Object.assign(evidence, told.evidence);
    at += story.window.until.realtimeUsec - beginOf(story) + PAUSE_USEC;
  }
  const units = [...new Map(stories.flatMap((story) => story.units).map((unit) => [unit.id, unit])).values()];
  const counts = units.map(({ id }) => ({ unit: id, starts: starts.filter(({ unit }) => unit === id).length, atLeast: false }));
  return { ...first, units, window: { until: instant(first.window.until, at) }, starts, events, evidence, counts };
}

function again(story: Timeline, round: number, at: bigint): Told {
  const shift = at - beginOf(story);
  const copy = (value: unknown): unknown => repeated(value, shift, round);
  const { starts, events } = copy({ starts: story.starts, events: story.events }) as Pick<Told, 'starts' | 'events'>;
  const evidence = Object.fromEntries(Object.entries(story.evidence).map(([id, fact]) => [ownId(id, round), copy(fact)]));
  return { starts, events, evidence: evidence as Told['evidence'] };
}

function repeated(value: unknown, shift: bigint, round: number): unknown {
  if (Array.isArray(value)) return value.map((one) => repeated(one, shift, round));
  if (typeof value !== 'object' || value === null) return value;
  if (isInstant(value)) return instant(value, value.realtimeUsec + shift);
  const members = Object.entries(value).map(([key, member]: [string, unknown]) => [key, repeatedMember(key, member, shift, round)]);
  return Object.fromEntries(members);
}

function repeatedMember(key: string, member: unknown, shift: bigint, round: number): unknown {
  if (key === 'evidence' && Array.isArray(member)) return member.map((id) => ownId(String(id), round));
  if (key === 'invocationId') return `${round.toString(16).padStart(8, '0')}${String(member).slice(8)}`;
  return repeated(member, shift, round);
}

function instant(now: Instant, realtimeUsec: bigint): Instant {
  const { monotonicUsec, bootId } = now;
  return {
    realtimeUsec,
    ...(monotonicUsec === undefined ? {} : { monotonicUsec: monotonicUsec + realtimeUsec - now.realtimeUsec }),
    ...(bootId === undefined ? {} : { bootId }),
  };
}

function isInstant(value: object): value is Instant {
  return 'realtimeUsec' in value && typeof value.realtimeUsec === 'bigint';
}

function ownId(id: EvidenceId, round: number): EvidenceId {
  return `${id}r${round.toString(36)}`;
}

function beginOf({ starts, window }: Timeline): bigint {
  return (starts[0]?.at ?? window.until).realtimeUsec;
}
