import { activationOfJob } from '../../../attribution/activation.ts';
import { conflictingStart, SHUTDOWN_UNITS } from '../conflicting-start.ts';
import { defineEndMechanism } from '../define-end-mechanism.ts';

/** The stop job came with the start of a unit that this one cannot run beside. */
export const conflicts = defineEndMechanism({
  name: 'conflicts',
  judge({ stop }, history) {
    const parent = stop === undefined || stop.kind === 'restart' ? undefined : conflictingStart(stop.activation, history);
    if (parent === undefined || SHUTDOWN_UNITS.has(parent.job.unit)) return [];
    return [
      {
        strength: parent.strength,
        from: { kind: 'unit', unit: parent.job.unit },
        setting: 'Conflicts=',
        evidence: parent.evidence,
        behind: { start: activationOfJob(parent.job, history) },
        ...(parent.strength === 'stated' ? { provesJob: true } : {}),
      },
    ];
  },
});
