import { activationOfJob } from '../../attribution/activation.ts';
import { conflictingStart, SHUTDOWN_UNITS } from '../conflicting-start.ts';
import { defineEndMechanism } from '../define-end-mechanism.ts';

/** The stop job came with the start of shutdown.target, or of another unit that ends everything. */
export const shutdown = defineEndMechanism({
  name: 'shutdown',
  judge({ stop }, history) {
    const parent = stop === undefined || stop.kind === 'restart' ? undefined : conflictingStart(stop.activation, history);
    if (parent === undefined || !SHUTDOWN_UNITS.has(parent.job.unit)) return [];
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
