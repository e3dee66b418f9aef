import { usecBetween } from '../../model/instant.ts';
import { defineEndMechanism, type EndClaim } from './mechanism.ts';
import type { Ending } from './ending.ts';
import { runLog } from './run-logs.ts';
import { deadlySignal } from './signal-sender.ts';

/** The kernel killed a process of the unit for want of memory, as systemd read from its cgroup; OOMPolicy= then decides about the rest. */
export const oomKiller = defineEndMechanism({
  name: 'oom-killer',
  judge(ending) {
    const { end, stop } = ending;
    if (end === undefined || stop !== undefined || runLog(ending, 'oomd-kill') !== undefined) return [];
    if (end.how !== 'oom-kill') return end.how === 'killed' ? mainProcess(ending) : [];
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

/** PID 1 reads of a kill in the cgroup before it reaps the process (EVENT_PRIORITY_CGROUP_OOM in src/core/manager.h). */
const BEFORE_USEC = 2_000_000n;

/**
 * With OOMPolicy=continue, the default of Delegate=yes from v253 on, the Result is that of the main process: `signal`. That the OOM killer killed that one,
 * and not another process of the cgroup, follows from the time alone.
 */
function mainProcess(ending: Ending): readonly EndClaim[] {
  const { end } = ending;
  const line = runLog(ending, 'oom-kill');
  if (end === undefined || line === undefined || !['KILL', '9'].includes(deadlySignal(ending) ?? '')) return [];
  if (usecBetween(line.at, end.at) > BEFORE_USEC) return [];
  return [
    {
      strength: 'correlated',
      from: { kind: 'kernel' },
      why: "the kernel's OOM killer killed a process of the unit right before the main process ended by SIGKILL",
      evidence: [line, ...end.evidence.filter((fact) => fact !== line)],
    },
  ];
}

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
