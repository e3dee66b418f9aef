import type { History } from '../../facts/history.ts';
import type { UnitRecord } from '../../facts/unit-record.ts';
import type { ProcessDescription } from '../../sources/observation.ts';
import type { Activation } from '../claim.ts';
import { asksFor } from './asks-for.ts';
import { describeProcess, startBehind, type Client } from './client.ts';

/** The process whose command line asks for this unit, seen in /proc right after the JobNew. */
export function clientInProc(activation: Activation, history: History): Client | undefined {
  const { job, unit } = activation;
  if (job === undefined) return undefined;
  for (const seen of history.clientsSeen.filter(({ jobs }) => jobs.includes(job.id))) {
    const named = seen.processes.filter((process) => asksFor(process.cmdline ?? [], unit));
    const asking = named.filter(({ pid }) => !named.some((other) => isChildOf(other, pid)));
    const [process] = asking.length > 0 ? asking.toSorted((a, b) => a.pid - b.pid) : zombiesOf(seen.processes, unit);
    if (process === undefined) continue;
    const behind = startBehind(process.unit, activation, history);
    return {
      fact: seen,
      certain: asking.every((other) => isSameCommand(other, process)),
      description: describeProcess(process),
      ...(behind === undefined ? {} : { behind }),
    };
  }
  return undefined;
}

/** sudo and the like ask through a child of theirs; a copy of the process itself is no such child. */
function isChildOf(process: ProcessDescription, parent: number): boolean {
  return process.parents?.some(({ pid, cmdline }) => pid === parent && cmdline?.join('\0') !== process.cmdline?.join('\0')) === true;
}

/** Of a process that has ended only its name is left; the one process whose parent's command line asks for the unit is it, and is told with the parent's unit. */
function zombiesOf(processes: readonly ProcessDescription[], unit: UnitRecord): readonly ProcessDescription[] {
  const ended = processes.filter(({ cmdline }) => cmdline === undefined || cmdline.length === 0);
  const [zombie] = ended;
  const [parent] = zombie?.parents ?? [];
  if (
    zombie === undefined ||
    ended.length > 1 ||
    !asksFor(
      (parent?.cmdline ?? []).flatMap((word) => word.split(/[\s;&|]+/)),
      unit,
    )
  )
    return [];
  return [{ ...zombie, ...(zombie.unit !== undefined || parent?.unit === undefined ? {} : { unit: parent.unit }) }];
}

/** systemctl forks a password agent, which for a moment looks like itself. */
function isSameCommand(a: ProcessDescription, b: ProcessDescription): boolean {
  return a === b || (a.cmdline?.join('\0') === b.cmdline?.join('\0') && a.uid === b.uid);
}
