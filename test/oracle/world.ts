import { readCalls } from './client-calls.ts';
import { readSnapshot } from './graph.ts';
import type { Played } from './play-story.ts';
import { readTruth } from './read-truth.ts';
import type { World } from './reasons.ts';

/** What is true of a played story: from PID 1's log and the clients' own, and the relations of the units at each time. */
export function worldOf({ journal, graphs, clients, version }: Played): World {
  const entries = journal
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const snapshots = graphs.map(({ at, text }) => readSnapshot(text, at));
  const names = new Map(snapshots.flatMap(({ units }) => [...units.values()].map((unit) => [unit.id, unit.names] as const)));
  return { truth: readTruth(entries, snapshots, { version }), calls: readCalls(clients), namesOf: (unit) => names.get(unit) ?? [unit] };
}
