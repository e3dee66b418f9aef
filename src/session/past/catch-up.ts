import { setTimeout } from 'node:timers/promises';
import type { Instant } from '../../model/instant.ts';
import { instantProperty, invocationIdProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';

/** journald writes a line some ms after the manager has changed a state, on a busy machine some more. */
const PAUSE_MS = 40;
const ATTEMPTS = 4;
/** A journal is read from before the reading began: what was under way then was not written yet. */
export const EARLY_USEC = 1_000_000n;

/**
 * Reads what came between two sources: the journal was read first, then the manager was asked, which may tell of a later state; `read` reads the journal from `begun` on once more.
 * Gives since when the journal tells nothing, where it does not know the manager's run even then.
 */
export async function catchUp(record: UnitRecord, begun: Instant, read: () => Promise<void>): Promise<Instant | undefined> {
  const { properties = {} } = record;
  const bootId = begun.bootId;
  const began = instantProperty(properties, 'InactiveExitTimestamp', bootId);
  const changed = [began, instantProperty(properties, 'StateChangeTimestamp', bootId)];
  if (changed.every((at) => (at?.realtimeUsec ?? 0n) < begun.realtimeUsec - EARLY_USEC)) return undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await read();
    if (isRunLogged(record)) return undefined;
    await setTimeout(PAUSE_MS);
  }
  return began;
}

/** Whether the journal has told of the run that the manager has. */
function isRunLogged({ properties, starts }: UnitRecord): boolean {
  const current = invocationIdProperty(properties ?? {});
  return current === undefined || starts.some(({ invocationId, loggedAt }) => invocationId === current && loggedAt !== undefined);
}
