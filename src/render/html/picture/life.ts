import { compareInstants, type Instant } from '../../../model/instant.ts';
import type { Timeline, UnitEvent, UnitNow } from '../../../model/timeline.ts';
import type { Told, ToldStart } from './tooltip.ts';
import { grouped } from '../../grouped.ts';
import { defined } from '../../../defined.ts';

/** A time in which a unit was up. */
interface Run {
  readonly unit: string;
  readonly host?: string;
  /** µs; left out when it was up before anything was seen of it. Can lie before the axis begins. */
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
/** A unit of which no state is known is not known to be up. */
const UP: ReadonlySet<string | undefined> = new Set(['active', 'reloading', 'activating', 'deactivating']);

/** From when to when a host was looked at, and on which boot. */
type Seen = Timeline['window'] & Pick<Instant, 'bootId'>;

/** Whether the event is a failure, for the mark that it gets. */
export function isBad({ kind }: UnitEvent): boolean {
  return kind === 'failed' || kind === 'start-failed' || kind === 'start-limit-hit';
}

/** Whether the event ended a run. */
export function isEnd({ kind }: UnitEvent): boolean {
  return ENDS.has(kind);
}

/** When which unit was up, and what else happened to it, as far as the story tells. */
export function lifeOf({ events, units, window, host: only, hosts }: Timeline, told: Told): Life {
  const runs: Run[] = [];
  const listed: { event: UnitEvent; group?: number }[] = [];
  const known = byUnit(told.starts, events);
  // Of several hosts each is known of from when to when it was looked at itself; what units are now they are on the boot on which it was.
  const seenOf = (host: string | undefined): Seen => hosts?.find(({ name }) => name === host) ?? { ...window, ...only };
  for (const { starts, events: own } of known.values()) {
    let up: ToldStart | undefined;
    let next = 0;
    let hasBegun = false;
    const take = (event: UnitEvent, later: ToldStart | undefined): void => {
      const group = up?.group !== undefined && up.group === later?.group ? up.group : undefined;
      listed.push(defined({ event, group }));
      if (!isEnd(event)) return;
      const from = up?.start.at ?? (event.host === undefined ? undefined : seenOf(event.host).since);
      const isRun = up === undefined ? !hasBegun : !isOtherBoot(up.start.at, event.at);
      if (isRun) runs.push(run(event, from, event.at, isBad(event) ? 'failure' : 'end', group));
      hasBegun = true;
      up = undefined;
    };
    for (const start of starts) {
      while (next < own.length && compareInstants(own[next]?.at ?? start.start.at, start.start.at) <= 0) {
        const event = own[next];
        next += 1;
        if (event !== undefined) take(event, start);
      }
      const last = start.start.previousEnd?.at ?? start.start.at;
      if (up !== undefined && !isOtherBoot(up.start.at, last))
        runs.push(run(start.start, up.start.at, last, 'nothing', up.group === start.group ? up.group : undefined));
      hasBegun = true;
      up = start;
    }
    for (const event of own.slice(next)) take(event, undefined);
    if (up !== undefined) {
      const { unit, host, at, outcome } = up.start;
      const [seen, now] = [seenOf(host), units.find((one) => one.id === unit && one.host === host)];
      const isUp = UP.has(now?.activeState) || outcome === 'running';
      if (isOtherBoot(at, seen)) runs.push(...(now === undefined ? [] : standing(now, seen)));
      else if (isUp) runs.push(run(up.start, at, seen.until, 'nothing', undefined));
    }
  }
  for (const unit of units) {
    const isTold = known.get(keyOf(unit.id, unit.host));
    if (isTold === undefined || (isTold.starts.length === 0 && !isTold.events.some(isEnd))) runs.push(...standing(unit, seenOf(unit.host)));
  }
  const numbered = listed
    .sort((a, b) => compareInstants(a.event.at, b.event.at))
    .map((one, index): ToldEvent => ({ ...one, number: index + 1 }));
  return { runs, events: numbered };
}

/** The run of a unit that is up and whose start is not told. */
function standing({ id, host, activeState, since }: UnitNow, { until }: Seen): readonly Run[] {
  if ((activeState !== 'active' && activeState !== 'reloading') || since === undefined) return [];
  return compareInstants(since, until) < 0 ? [run(defined({ unit: id, host }), since, until, 'nothing', undefined)] : [];
}

/** Nothing runs from one boot into another; where the end was not seen, nobody knows how long the run was. */
function isOtherBoot(before: Pick<Instant, 'bootId'>, after: Pick<Instant, 'bootId'>): boolean {
  return before.bootId !== undefined && after.bootId !== undefined && before.bootId !== after.bootId;
}

function run(
  { unit, host }: Pick<UnitEvent, 'unit' | 'host'>,
  from: Instant | undefined,
  to: Instant,
  closedBy: Run['closedBy'],
  group: number | undefined,
): Run {
  return defined({
    unit,
    to: Number(to.realtimeUsec),
    closedBy,
    host,
    from: from === undefined ? undefined : Number(from.realtimeUsec),
    group,
  });
}

/** What happened to each unit, oldest first. */
function byUnit(
  starts: readonly ToldStart[],
  events: readonly UnitEvent[],
): ReadonlyMap<string, { readonly starts: readonly ToldStart[]; readonly events: readonly UnitEvent[] }> {
  const inOrder = starts.toSorted((a, b) => compareInstants(a.start.at, b.start.at));
  const started = grouped(inOrder, ({ start }) => keyOf(start.unit, start.host));
  const happened = grouped(
    events.toSorted((a, b) => compareInstants(a.at, b.at)),
    ({ unit, host }) => keyOf(unit, host),
  );
  const keys = new Set([...started.keys(), ...happened.keys()]);
  return new Map([...keys].map((key) => [key, { starts: started.get(key) ?? [], events: happened.get(key) ?? [] }]));
}

function keyOf(unit: string, host: string | undefined): string {
  return `${host ?? ''}\0${unit}`;
}
