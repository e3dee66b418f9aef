import { now } from '../../collect/clock.ts';
import type { History } from '../../history/history.ts';
import type { Instant } from '../../model/instant.ts';
import type { ManagerQueries } from './manager-access.ts';

/** How often the units are read until twice in a row nothing has changed; one that starts all the time never comes to rest. */
const ATTEMPTS = 5;

/** What changes when a unit starts, ends or waits, and when a trigger fires. */
const CHANGING = [
  'ActiveState',
  'SubState',
  'InvocationID',
  'StateChangeTimestampMonotonic',
  'LastTriggerUSec',
  'NRestarts',
  'NAccepted',
  'NConnections',
] as const;

/**
 * Reads these units and what triggers them again, until nothing about them has changed since they were read before: then all that the manager told of them holds at one
 * moment, which is given. Read one after the other, a timer may be told as it was before it elapsed, and its unit as it was after.
 */
export async function settle(units: readonly string[], history: History, manager: ManagerQueries): Promise<Instant> {
  const names = units.map(history.canonical);
  const all = [...new Set([...names, ...names.flatMap((unit) => history.edges.namedBy(unit, 'Triggers'))])];
  const stateOf = (unit: string): readonly unknown[] => CHANGING.map((name) => history.unit(unit).properties?.[name]);
  let asked = now();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = JSON.stringify(all.map(stateOf));
    asked = now();
    await Promise.all(all.map((unit) => manager.unitProperties(unit)));
    if (JSON.stringify(all.map(stateOf)) === before) return asked;
  }
  return asked;
}
