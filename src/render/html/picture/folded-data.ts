import { grouped } from '../../grouped.ts';
import { jsonForScript } from './markup.ts';
import type { Scene } from './scene.ts';

/** What was folded, as the page's program takes it: of each start its number, µs, mechanism, strength and the µs and kind of its end. */
export interface FoldedData {
  readonly folds: readonly {
    readonly group: number;
    /** The number of its lane, from the top, counted from 0. */
    readonly lane: number;
    readonly starts: readonly (readonly [number: number, usec: number, mechanism: string, strength: string])[];
    readonly ends: readonly (readonly [number: number, usec: number, kind: string])[];
    /** When which runs were up: from, to. */
    readonly runs: readonly (readonly [from: number, to: number])[];
  }[];
}

/** The folded starts of the picture as JSON for a script element: numbers and words of the program; the words of the machine are in the table. */
export function foldedData({ folds, life, lanes }: Scene): string {
  const key = (group: number | undefined, lane: string): string => `${String(group)} ${lane}`;
  const ends = grouped(life.events, ({ event, group }) => key(group, lanes.ofUnit(event.unit, event.host)));
  const runs = grouped(life.runs, ({ unit, host, group }) => key(group, lanes.ofUnit(unit, host)));
  const data: FoldedData = {
    folds: folds.map(({ group, lane, starts }) => ({
      group: group.id,
      lane: lanes.list.findIndex((one) => one.key === lane),
      starts: starts.map(({ start, number }) => [number, Number(start.at.realtimeUsec), start.mechanism, start.strength] as const),
      ends: (ends.get(key(group.id, lane)) ?? []).map(({ event, number }) => [number, Number(event.at.realtimeUsec), event.kind] as const),
      runs: (runs.get(key(group.id, lane)) ?? []).flatMap(({ from, to }) => (from === undefined ? [] : [[from, to] as const])),
    })),
  };
  return jsonForScript(data);
}
