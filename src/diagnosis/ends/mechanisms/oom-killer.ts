import { defineEndMechanism } from '../define-end-mechanism.ts';
import { runLog } from '../run-logs.ts';

/** The kernel killed a process of the unit for want of memory, as systemd read from its cgroup; OOMPolicy= then decides about the rest. */
export const oomKiller = defineEndMechanism({
  name: 'oom-killer',
  judge(ending) {
    const { end, stop } = ending;
    if (end?.how !== 'oom-kill' || stop !== undefined) return [];
    const oomd = runLog(ending, 'oomd-kill');
    if (oomd !== undefined) return [];
    const line = runLog(ending, 'oom-kill');
    return [
      {
        strength: 'stated',
        from: { kind: 'kernel' },
        why: "the kernel's OOM killer killed a process of the unit",
        evidence: [...(line === undefined ? [] : [line]), ...end.evidence],
      },
    ];
  },
});
