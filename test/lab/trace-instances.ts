import { readdirSync, readlinkSync, rmdirSync } from 'node:fs';
import type { Lab } from './lab.ts';

/** What the program has made in the kernel's tracing from within a lab: tracefs is the machine's, but a name tells the pid namespace that it came from. */
export function traceInstancesOf(lab: Pick<Lab, 'pid'>): string[] {
  const namespace = /\d+/.exec(readlinkSync(`/proc/${lab.pid}/ns/pid`))?.[0] ?? '';
  return readdirSync(folderOf(lab)).filter((name) => new RegExp(`^whyalive-\\d+-${namespace}-`).test(name));
}

/** Removes them, for a lab whose programs have been killed; one that is still read stays. */
export function removeTraceInstances(lab: Pick<Lab, 'pid'>): void {
  for (const name of traceInstancesOf(lab)) {
    try {
      rmdirSync(`${folderOf(lab)}/${name}`);
    } catch {
      // The program removes it itself at its next start.
    }
  }
}

/** Reached from outside, where tracefs need not be mounted. */
function folderOf({ pid }: Pick<Lab, 'pid'>): string {
  return `/proc/${pid}/root/sys/kernel/tracing/instances`;
}
