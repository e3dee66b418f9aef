import { claimOfConflict, conflictingStart, SHUTDOWN_UNITS } from './conflicting-start.ts';
import { defineEndMechanism } from './mechanism.ts';

/** The stop job came with the start of a unit that this one cannot run beside. */
export const conflicts = defineEndMechanism({
  name: 'conflicts',
  judge({ stop }, history) {
    const parent = stop === undefined || stop.kind === 'restart' ? undefined : conflictingStart(stop.activation, history);
    if (parent === undefined || SHUTDOWN_UNITS.has(parent.job.unit)) return [];
    return [claimOfConflict(parent, history)];
  },
});
