import type { ManagerScope } from '../sources/observation.ts';
import type { ObservationStream } from '../sources/observation-stream.ts';
import { scanClients } from '../sources/proc.ts';

/** Scans of /proc are at least this far apart, so that a burst of jobs does not keep signals waiting. */
const PAUSE_MS = 20;

/** Looks into /proc for the processes that may have asked, once for all jobs that were announced together. */
export function createClientScanner(stream: ObservationStream, scope: ManagerScope): { noteJob(jobId: number): void; close(): void } {
  let jobs: number[] = [];
  let lastScan = 0;
  let timer: NodeJS.Timeout | undefined;
  const scan = (): void => {
    timer = undefined;
    lastScan = performance.now();
    const processes = scanClients({ scope });
    if (processes.length > 0) stream.emit({ source: 'proc', kind: 'client-scan', jobs, processes });
    jobs = [];
  };
  return {
    noteJob(jobId) {
      jobs.push(jobId);
      if (timer !== undefined) return;
      const wait = lastScan + PAUSE_MS - performance.now();
      if (wait <= 0) scan();
      else timer = setTimeout(scan, wait);
    },
    close() {
      clearTimeout(timer);
    },
  };
}
