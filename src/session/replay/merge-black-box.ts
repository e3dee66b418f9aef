import type { Observation, ObservationPayload } from '../../model/observation.ts';
import type { StartRecord } from '../../model/unit-record.ts';
import type { History } from '../../history/history.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { readParts, type BlackBox } from './black-box.ts';

/** What led to a start was recorded this long before it, and what followed this long after. */
const BEFORE_USEC = 30_000_000n;
const AFTER_USEC = 5_000_000n;

/** An observation that has no place in an order yet. */
export type Seen = Pick<Observation, 'at' | 'payload'>;

/** What the black box recorded around these starts. `hint` is called when older parts are left out; `boot` is the only boot that is of interest. */
export async function recordedAround(
  starts: readonly StartRecord[],
  box: BlackBox,
  scope: ManagerScope,
  boot: string | undefined,
  hint: (sentence: string) => void,
): Promise<readonly Seen[]> {
  const spans = starts.map(({ at }) => ({ since: at.realtimeUsec - BEFORE_USEC, until: at.realtimeUsec + AFTER_USEC }));
  const { paths, leftOut } = box.covering(spans);
  if (leftOut > 0) hint(leftOutHint(leftOut));
  const recorded: Seen[] = [];
  for await (const observation of readParts(paths, scope, boot)) recorded.push(observation);
  return recorded;
}

/** Puts recordings in front of what was collected, after its first observation, which shows what boot it is now. */
export function mergeRecordings(collected: readonly Seen[], recorded: readonly Seen[]): readonly Observation[] {
  const merged = [...collected.slice(0, 1), ...recorded, ...collected.slice(1)];
  return merged.map(({ at, payload }, index) => ({ sequence: index + 1, at, payload }));
}

/**
 * Units that were active when they were recorded and that the manager does not have in memory now are inactive: only such units are unloaded. `loaded` are those
 * that it has; undefined when that is not known, or when there is no such unit.
 */
export function unloadedUnits(history: History, loaded: ReadonlySet<string> | undefined): ObservationPayload | undefined {
  if (loaded === undefined) return undefined;
  const units = [...history.units()]
    .filter(({ name, states }) => !loaded.has(name) && !['inactive', 'failed', undefined].includes(states.at(-1)?.activeState))
    .map(({ name }) => ({ unit: name, loadState: 'not-found', activeState: 'inactive', subState: 'dead' }));
  return units.length === 0 ? undefined : { source: 'system-bus', kind: 'unit-list', units };
}

function leftOutHint(parts: number): string {
  const what = parts === 1 ? 'one older part of the black box is' : `${String(parts)} older parts of the black box are`;
  return `${what} not read: starts that lie there are told from the journal alone, less surely; \`whyalive report\` on one of its files reads them all`;
}
