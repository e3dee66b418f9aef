import { compareInstants } from '../../systemd/instant.ts';
import type { Timeline, UnitEvent } from '../../timeline/timeline.ts';
import type { Told, ToldStart } from './told.ts';

/** A time in which a unit was up. */
export interface Run {
  readonly unit: string;
  readonly host?: string;
  /** µs; left out when it was up before anything was seen of it. */
  readonly from?: number;
  readonly to: number;
  /** The folded run of starts that it belongs to. */
  readonly group?: number;
  /** Whether the end that stands at `to` is a failure, a clean end, or was not seen. */
  readonly closedBy: 'failure' | 'end' | 'nothing';
}

/** Something that happened to a unit and was not a start; `number` counts them from 1. */
export interface ToldEvent {
  readonly event: UnitEvent;
  readonly number: number;
  readonly group?: number;
}

export interface Life {
  readonly runs: readonly Run[];
  readonly events: readonly ToldEvent[];
}

const ENDS: ReadonlySet<UnitEvent['kind']> = new Set(['stopped', 'exited', 'failed']);

/** Whether the event is a failure, for the mark that it gets. */
export function isBad({ kind }: UnitEvent): boolean {
  return kind === 'failed' || kind === 'start-failed' || kind === 'start-limit-hit';
}

/** Whether the event ended a run. */
export function isEnd({ kind }: UnitEvent): boolean {
  return ENDS.has(kind);
}

/** When which unit was up, and what else happened to it, as far as the story tells. */
export function lifeOf({ events, units, window }: Timeline, told: Told): Life {
  const runs: Run[] = [];
  const listed: { event: UnitEvent; group?: number }[] = [];
  const until = Number(window.until.realtimeUsec);
  for (const { starts, events: own } of byUnit(told.starts, events).values()) {
    let up: ToldStart | undefined;
    let next = 0;
    let hasBegun = false;
    const take = (event: UnitEvent, later: ToldStart | undefined): void => {
      const group = up?.group !== undefined && up.group === later?.group ? up.group : undefined;
      listed.push({ event, ...inGroup(group) });
      if (!isEnd(event)) return;
      if (up !== undefined || !hasBegun) runs.push(run(event, up, Number(event.at.realtimeUsec), isBad(event) ? 'failure' : 'end', group));
      hasBegun = true;
      up = undefined;
    };
    for (const start of starts) {
      while (next < own.length && compareInstants(own[next]?.at ?? start.start.at, start.start.at) <= 0) {
        const event = own[next];
        next += 1;
        if (event !== undefined) take(event, start);
      }
      const ended = start.start.previousEnd;
      const last = ended?.at ?? start.start.at;
      if (up !== undefined)
        runs.push(run(start.start, up, Number(last.realtimeUsec), 'nothing', up.group === start.group ? up.group : undefined));
      hasBegun = true;
      up = start;
    }
    for (const event of own.slice(next)) take(event, undefined);
    if (up !== undefined) {
      const { unit } = up.start;
      const isUp = units.some(({ id, activeState }) => id === unit && activeState !== 'inactive' && activeState !== 'failed');
      if (isUp || up.start.outcome === 'running') runs.push(run(up.start, up, until, 'nothing', undefined));
    }
  }
  const numbered = listed
    .sort((a, b) => compareInstants(a.event.at, b.event.at))
    .map((one, index): ToldEvent => ({ ...one, number: index + 1 }));
  return { runs, events: numbered };
}

function run(
  { unit, host }: Pick<UnitEvent, 'unit' | 'host'>,
  up: ToldStart | undefined,
  to: number,
  closedBy: Run['closedBy'],
  group: number | undefined,
): Run {
  return {
    unit,
    to,
    closedBy,
    ...(host === undefined ? {} : { host }),
    ...(up === undefined ? {} : { from: Number(up.start.at.realtimeUsec) }),
    ...inGroup(group),
  };
}

function inGroup(group: number | undefined): { readonly group?: number } {
  return group === undefined ? {} : { group };
}

function byUnit(
  starts: readonly ToldStart[],
  events: readonly UnitEvent[],
): ReadonlyMap<string, { starts: ToldStart[]; events: UnitEvent[] }> {
  const units = new Map<string, { starts: ToldStart[]; events: UnitEvent[] }>();
  const of = ({ unit, host }: Pick<UnitEvent, 'unit' | 'host'>): { starts: ToldStart[]; events: UnitEvent[] } => {
    const key = `${host ?? ''}\0${unit}`;
    const known = units.get(key) ?? { starts: [], events: [] };
    units.set(key, known);
    return known;
  };
  for (const start of [...starts].sort((a, b) => compareInstants(a.start.at, b.start.at))) of(start.start).starts.push(start);
  for (const event of [...events].sort((a, b) => compareInstants(a.at, b.at))) of(event).events.push(event);
  return units;
}
