import { defineEndMechanism } from './mechanism.ts';

/** A restart job of the unit stopped it, and no source shows who requested it. */
export const restart = defineEndMechanism({
  name: 'restart',
  judge({ stop }, _history, others) {
    if (stop?.kind !== 'restart' || others.length > 0) return [];
    return [
      {
        strength: 'possible',
        from: { kind: 'unknown' },
        why: stop.activation.jobReused
          ? 'a restart was asked for while it was starting, and stopped it'
          : 'a restart job of its own stopped it',
        evidence: stop.job.logs.slice(0, 2),
      },
    ];
  },
});
