import { isClientProgram } from '../../systemd/client-commands.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import { createProcessReader, type ProcOptions } from './process.ts';
import { pidsByAge } from './socket-owner.ts';

/** The youngest processes as they were when last read; one that has ended stays known for a while. */
interface RecentProcesses {
  /** Reads the new ones, which takes about a millisecond; returns those that can request jobs and were not there at the previous call. */
  look(): readonly ProcessDescription[];
  /** The process as last read; undefined for one that was still a copy of its parent, as it may have executed another program since. */
  known(pid: number): ProcessDescription | undefined;
}

interface Seen {
  readonly process: ProcessDescription;
  readonly firstMs: number;
  lastMs: number;
}

const MAX_LOOKED_AT = 16;
/** A process executes its program right after fork(), so one that is this new is read again. */
const NEW_MS = 300;
/** A process that has ended is forgotten after this time, long before its pid is reused. */
const KEPT_MS = 2_000;
/** Reading takes at most a fifth of the time, so that a burst of connections does not delay signals. */
const PAUSE_FOR_COST = 4;

/** Knows no process yet, so the first look() takes longer. */
export function createRecentProcesses(options: ProcOptions): RecentProcesses {
  const { procRoot = '/proc' } = options;
  const describe = createProcessReader(options);
  const seen = new Map<number, Seen>();
  let restUntilMs = 0;

  const lookAt = (pid: number, nowMs: number): readonly ProcessDescription[] => {
    const before = seen.get(pid);
    if (before !== undefined) before.lastMs = nowMs;
    if (before !== undefined && nowMs - before.firstMs > NEW_MS) return [];
    const process = describe(pid);
    // A zombie has no command line any more.
    if (process === undefined || (process.cmdline === undefined && before !== undefined)) return [];
    seen.set(pid, { process, firstMs: before?.firstMs ?? nowMs, lastMs: nowMs });
    return before === undefined && isClient(process) ? [process] : [];
  };

  return {
    look() {
      const nowMs = performance.now();
      if (nowMs < restUntilMs) return [];
      const clients = pidsByAge(procRoot)
        .slice(0, MAX_LOOKED_AT)
        .flatMap((pid) => lookAt(pid, nowMs));
      for (const [pid, { lastMs }] of seen) if (nowMs - lastMs > KEPT_MS) seen.delete(pid);
      restUntilMs = performance.now() + (performance.now() - nowMs) * PAUSE_FOR_COST;
      return clients;
    },
    known(pid) {
      const process = seen.get(pid)?.process;
      return process === undefined || isCopyOfParent(process) ? undefined : process;
    },
  };
}

function isClient({ comm, cmdline }: ProcessDescription): boolean {
  return comm !== undefined && isClientProgram(comm, () => cmdline);
}

/** Between fork() and execve() a process has its parent's name and arguments. */
function isCopyOfParent({ comm, cmdline, parents }: ProcessDescription): boolean {
  const [parent] = parents ?? [];
  return parent !== undefined && parent.comm === comm && parent.cmdline?.join('\0') === cmdline?.join('\0');
}
