import type { ProcessDescription } from '../../model/observation.ts';
import { createProcessReader, type ProcOptions } from '../proc/process.ts';
import { pidsByAge, socketsOf } from '../proc/socket-owner.ts';

const MAX_RECENT = 48;
const MAX_DESCRIBED = 12;
/** A process that has just connected has few descriptors. */
const MAX_FDS = 64;
const BUDGET_MS = 4;
/** The number of processes that is read even when the time budget was used up by waiting for the processor. */
const MIN_RECENT = 12;

/**
 * The sockets of the youngest processes, by inode, with the process: a process that has just connected may exit soon, so these are read before anything else,
 * in one step of at most a few ms.
 */
export function recentSockets(options: ProcOptions): ReadonlyMap<number, ProcessDescription> {
  const { procRoot = '/proc' } = options;
  const deadline = performance.now() + BUDGET_MS;
  const describe = createProcessReader(options);
  const found = new Map<number, ProcessDescription>();
  let described = 0;
  for (const [index, pid] of pidsByAge(procRoot).slice(0, MAX_RECENT).entries()) {
    if (described >= MAX_DESCRIBED || (index >= MIN_RECENT && performance.now() > deadline)) break;
    const inodes = socketsOf(pid, procRoot, MAX_FDS);
    if (inodes.length === 0) continue;
    described += 1;
    const process = describe(pid);
    if (process === undefined) continue;
    for (const inode of inodes) if (!found.has(inode)) found.set(inode, process);
  }
  return found;
}
