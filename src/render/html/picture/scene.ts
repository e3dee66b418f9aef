import type { Cause, Gap, Timeline } from '../../../model/timeline.ts';
import { grouped } from '../../grouped.ts';
import { causeName, isClient } from '../../words/cause.ts';
import { PICTURE, PLOT, textWidth } from './geometry.ts';
import { hopsOf, type Hop } from './hops.ts';
import { lanesOf, type Lane, type Lanes } from './lanes.ts';
import { isEnd, lifeOf, type Life, type ToldEvent } from './life.ts';
import { scaleOf, xOf, type Placed, type Scale } from './scale.ts';
import { toldStarts, type Group, type Told, type ToldStart } from './tooltip.ts';

/** A lane with its place; `y` is its middle line. */
export interface PlacedLane extends Lane {
  readonly top: number;
  readonly y: number;
  readonly height: number;
}

/** What stands in a lane of causes: a process, a connection, boot; or the dot of a unit that set something off. */
export interface Source {
  readonly at: number;
  readonly lane: string;
  readonly cause: Cause;
  /** Raw text; left out where the lane's own name says it, or where there is no room. */
  readonly label?: string;
  /** The row of the label, counted from the lane's line upwards. */
  readonly row: number;
  readonly anchor: 'start' | 'end';
  readonly does: 'start' | 'end';
}

/** The starts of one lane of a group, as one mark. */
interface Fold {
  readonly group: Group;
  readonly lane: string;
  readonly starts: readonly ToldStart[];
}

/** All that the picture shows, in its place. */
export interface Scene {
  readonly told: Told;
  readonly life: Life;
  readonly lanes: Lanes;
  readonly placed: ReadonlyMap<string, PlacedLane>;
  readonly scale: Scale;
  readonly hops: readonly Hop[];
  readonly sources: readonly Source[];
  readonly folds: readonly Fold[];
  readonly drawnEvents: readonly ToldEvent[];
  /** How many events in the middle are not drawn, as there are too many. */
  readonly eventsLeftOut: number;
  readonly gaps: readonly Gap[];
  readonly height: number;
}

const MAX_EVENTS = 160;
const SMALL_FOLD = 8;
const LABEL_SIZE = 12;
const LABEL_ROWS = 3;

/** Puts a story in its place. */
export function sceneOf(timeline: Timeline): Scene {
  const told = toldStarts(timeline);
  const life = lifeOf(timeline, told);
  const lanes = lanesOf(timeline);
  const single = told.starts.filter(({ group }) => group === undefined);
  const hops = hopsOf(single, lanes);
  const folds = foldsOf(told, lanes);
  const unfolded = life.events.filter(({ group }) => group === undefined);
  const drawn = near(unfolded);
  const scale = scaleOf(thingsOf(single, [...drawn, ...inSmallFolds(folds, life)], folds, lanes, timeline), PLOT.from, PLOT.to);
  const sources = labelled(sourcesOf(hops, drawn, lanes), lanes, scale);
  const placed = placeLanes(lanes.list, sources);
  const bottom = [...placed.values()].at(-1);
  const height = (bottom === undefined ? PICTURE.top + 40 : bottom.top + bottom.height) + PICTURE.axis;
  const shown = { drawnEvents: drawn, eventsLeftOut: unfolded.length - drawn.length, gaps: timeline.gaps.slice(0, 200) };
  return { told, life, lanes, placed, scale, hops, sources, folds, ...shown, height };
}

/** Of very many events the first and the last. */
function near(events: readonly ToldEvent[]): readonly ToldEvent[] {
  return events.length <= MAX_EVENTS ? events : [...events.slice(0, MAX_EVENTS / 2), ...events.slice(-MAX_EVENTS / 2)];
}

function foldsOf({ groups }: Told, lanes: Lanes): readonly Fold[] {
  return groups.flatMap((group) =>
    [...grouped(group.starts, ({ start }) => lanes.ofUnit(start.unit, start.host))].map(([lane, starts]): Fold => ({
      group,
      lane,
      starts,
    })),
  );
}

/** The ends within folds that are so small that they have room for all that they hold: they are unfolded where they stand. */
function inSmallFolds(folds: readonly Fold[], { events }: Life): readonly ToldEvent[] {
  const small = new Set(folds.filter(({ starts }) => starts.length <= SMALL_FOLD).map(({ group }) => group.id));
  return small.size === 0 ? [] : events.filter(({ group }) => group !== undefined && small.has(group));
}

function thingsOf(
  single: readonly ToldStart[],
  events: readonly ToldEvent[],
  folds: readonly Fold[],
  lanes: Lanes,
  timeline: Timeline,
): readonly Placed[] {
  const until = Number(timeline.window.until.realtimeUsec);
  const things: Placed[] = [
    ...single.map(({ start }) => ({ at: Number(start.at.realtimeUsec), lane: lanes.ofUnit(start.unit, start.host), room: 1 })),
    ...events.map(({ event }) => ({ at: Number(event.at.realtimeUsec), lane: lanes.ofUnit(event.unit, event.host), room: 0.5 })),
    ...folds.flatMap(({ starts, lane }) => {
      if (starts.length <= SMALL_FOLD) return starts.map(({ start }) => ({ at: Number(start.at.realtimeUsec), lane, room: 1 }));
      return [starts[0], starts.at(-1)].map((told, index) => ({
        at: Number(told?.start.at.realtimeUsec ?? 0n),
        lane,
        room: 1 + index * 0.6,
      }));
    }),
  ].sort((a, b) => a.at - b.at);
  const last = things.at(-1)?.at ?? Math.min(beginOf(timeline), until - 1_000_000);
  const begun = things.length === 0 ? [{ at: last, lane: '', room: 0 }] : things;
  return until > last ? [...begun, { at: until, lane: '', room: 0 }] : begun;
}

/** Where the axis of a story without starts and events begins, in µs: with what is known of the earliest. */
function beginOf({ window, units, gaps }: Timeline): number {
  const known = [
    ...(window.since === undefined ? units.flatMap(({ since }) => since ?? []) : [window.since]),
    ...gaps.map(({ from }) => from),
  ];
  return Math.min(...known.map(({ realtimeUsec }) => Number(realtimeUsec)));
}

function sourcesOf(hops: readonly Hop[], events: readonly ToldEvent[], lanes: Lanes): readonly Omit<Source, 'row' | 'anchor'>[] {
  const starting = hops.flatMap(({ cause, to, from }): Omit<Source, 'row' | 'anchor'>[] =>
    cause.kind === 'unit' && cause.unit === to ? [] : [{ at: from.at, lane: from.lane, cause, does: 'start', ...labelOf(cause) }],
  );
  const ending = events.flatMap(({ event }): Omit<Source, 'row' | 'anchor'>[] => {
    const cause = event.end?.chain?.at(-1)?.from;
    if (!isEnd(event) || cause === undefined || cause.kind === 'unit' || cause.kind === 'unknown') return [];
    return [{ at: Number(event.at.realtimeUsec), lane: lanes.ofCause(cause, event.host), cause, does: 'end', ...labelOf(cause) }];
  });
  const seen = new Set<string>();
  return [...starting, ...ending].filter(({ at, lane, label = '' }) => {
    const key = `${String(at)}\0${lane}\0${label}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What a process is called in the picture; the lane's name does for all else. Without the pid, which is in the card. */
function labelOf(cause: Cause): { readonly label?: string } {
  if (!isClient(cause)) return {};
  const { pid, ...lasting } = cause;
  return {
    label:
      (cause.cmdline ?? cause.comm ?? cause.user ?? cause.unit) === undefined && pid !== undefined
        ? `pid ${String(pid)}`
        : causeName(lasting),
  };
}

/** Gives each label the lowest row in which it has room; one that has none is left to the card. */
function labelled(sources: readonly Omit<Source, 'row' | 'anchor'>[], lanes: Lanes, scale: Scale): readonly Source[] {
  const taken = new Map<string, number[]>();
  const known = new Set(lanes.list.map(({ key }) => key));
  return sources
    .filter(({ lane }) => known.has(lane))
    .sort((a, b) => a.at - b.at)
    .map(({ label, ...source }): Source => {
      if (label === undefined) return { ...source, row: 0, anchor: 'start' };
      const rows = taken.get(source.lane) ?? [];
      taken.set(source.lane, rows);
      const width = textWidth(label, LABEL_SIZE) + 12;
      const x = xOf(scale, source.at);
      const isLate = x + width > PICTURE.right;
      const [from, to] = isLate ? [x - width, x + 8] : [x - 8, x + width];
      const row =
        from < PICTURE.left ? -1 : Array.from({ length: LABEL_ROWS }, (_, index) => index).findIndex((index) => (rows[index] ?? 0) <= from);
      if (row === -1) return { ...source, row: 0, anchor: 'start' };
      rows[row] = to;
      return { ...source, label, row, anchor: isLate ? 'end' : 'start' };
    });
}

function placeLanes(list: readonly Lane[], sources: readonly Source[]): ReadonlyMap<string, PlacedLane> {
  const rows = new Map<string, number>();
  for (const { lane, label, row } of sources) if (label !== undefined) rows.set(lane, Math.max(rows.get(lane) ?? 0, row + 1));
  let top: number = PICTURE.top;
  return new Map(
    list.map((lane): [string, PlacedLane] => {
      const labels = rows.get(lane.key) ?? 0;
      const height = lane.isAsked ? 84 : labels > 0 ? 26 + labels * 17 : 34;
      const placed = { ...lane, top, height, y: top + (lane.isAsked ? 44 : labels > 0 ? height - 14 : height / 2) };
      top += height;
      return [lane.key, placed];
    }),
  );
}
