import { defineEndMechanism } from './mechanism.ts';
import { runLog } from './run-logs.ts';

/** systemd-oomd killed all of the unit's cgroup because of memory pressure or swap, and the manager logged that it did. */
export const systemdOomd = defineEndMechanism({
  name: 'systemd-oomd',
  judge(ending) {
    const line = ending.stop === undefined ? runLog(ending, 'oomd-kill') : undefined;
    if (line === undefined) return [];
    return [
      {
        strength: 'stated',
        from: { kind: 'unit', unit: 'systemd-oomd.service' },
        why: 'systemd-oomd killed the processes of the unit',
        evidence: [line, ...(ending.end?.evidence ?? [])],
      },
    ];
  },
});
