import type { LabProcess } from './lab-process.ts';

const STOPPED_MS = { least: 20, most: 400 };
const RUNNING_MS = { least: 5, most: 150 };

/**
 * Stops and continues processes again and again, for random times, as a machine that has no time for them would: what they missed they may not know, and
 * never make up. Returns what ends it; they run then.
 */
export function starve(processes: readonly LabProcess[]): () => void {
  let timer: NodeJS.Timeout | undefined;
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const process of processes) process.signalAll(name);
  };
  const hold = (): void => {
    signal('SIGSTOP');
    timer = setTimeout(release, between(STOPPED_MS));
  };
  const release = (): void => {
    signal('SIGCONT');
    timer = setTimeout(hold, between(RUNNING_MS));
  };
  hold();
  return () => {
    clearTimeout(timer);
    signal('SIGCONT');
  };
}

function between({ least, most }: typeof STOPPED_MS): number {
  return least + Math.random() * (most - least);
}
