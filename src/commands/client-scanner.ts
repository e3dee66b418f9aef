import type { ManagerScope } from '../sources/observation.ts';
import type { ObservationStream } from '../sources/observation-stream.ts';
import { beginClientScan } from '../sources/client-scan.ts';
import { openPrivateClients } from '../sources/private-clients.ts';
import { openPrivateLink } from '../sources/private-link.ts';

/** Looking takes at most a fifth of the time, so that a burst of jobs does not keep signals waiting. */
const PAUSE_FOR_COST = 4;
/** So many jobs that the manager announced are remembered until the bus announces them too. */
const MOST_AHEAD = 4096;

export interface ClientScannerOptions {
  readonly stream: ObservationStream;
  readonly scope: ManagerScope;
  /** Whether anybody wants to know who asked for a job of this unit. */
  readonly isWanted: (unit: string) => boolean;
  /** Told of a job that the manager announced, before anything else is looked for. */
  readonly onAhead?: (jobId: number, unit: string) => void;
}

/** Looks into /proc for the processes that may have asked, as soon as a job is announced, once for all that are announced together. */
export interface ClientScanner {
  /** The bus announced this job; when the manager itself has done so before, they have been looked for already. */
  noteJob(jobId: number): void;
  close(): void;
}

/** Begins to listen to the manager itself, where that is allowed: it announces a job before its client has the answer. */
export function createClientScanner({ stream, scope, isWanted, onAhead }: ClientScannerOptions): ClientScanner {
  const ahead = new Set<number>();
  let waiting: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let step: NodeJS.Immediate | undefined;
  let restUntil = 0;
  let othersAfter = 0;
  let isClosed = false;
  const others = openPrivateClients({ scope, env: process.env });

  const look = (): void => {
    timer = undefined;
    const jobs = waiting;
    waiting = [];
    const scan = beginClientScan({ scope });
    let costMs = 0;
    const go = (): void => {
      step = undefined;
      const begun = performance.now();
      const isMore = scan.step();
      costMs += performance.now() - begun;
      if (isMore) {
        step = setImmediate(go);
        return;
      }
      const processes = scan.found();
      if (processes.length > 0) stream.emit({ source: 'proc', kind: 'client-scan', jobs, processes });
      else if (performance.now() >= othersAfter) void lookForOthers(jobs);
      restUntil = performance.now() + costMs * PAUSE_FOR_COST;
      if (waiting.length > 0) lookSoon();
    };
    go();
  };
  /** No program of a known name is there: whoever is connected to the manager may have asked. */
  const lookForOthers = async (jobs: readonly number[]): Promise<void> => {
    othersAfter = Number.POSITIVE_INFINITY;
    const begun = performance.now();
    const processes = await others.look();
    othersAfter = performance.now() + (performance.now() - begun) * PAUSE_FOR_COST;
    if (processes.length > 0 && !isClosed) stream.emit({ source: 'proc', kind: 'client-scan', jobs, processes, connected: true });
  };
  const lookSoon = (): void => {
    if (timer !== undefined || step !== undefined) return;
    const wait = restUntil - performance.now();
    if (wait <= 0) look();
    else timer = setTimeout(look, wait);
  };
  const lookFor = (jobId: number): void => {
    waiting.push(jobId);
    lookSoon();
  };
  const lookAhead = (jobId: number): void => {
    if (ahead.size >= MOST_AHEAD) ahead.clear();
    ahead.add(jobId);
    lookFor(jobId);
  };
  const link = openPrivateLink({
    scope,
    env: process.env,
    onJobNew(jobs) {
      const wanted = jobs.filter(({ unit }) => isWanted(unit));
      for (const { jobId, unit } of wanted) onAhead?.(jobId, unit);
      for (const { jobId } of wanted) lookAhead(jobId);
    },
  });
  return {
    noteJob(jobId) {
      if (!ahead.delete(jobId)) lookFor(jobId);
    },
    close() {
      isClosed = true;
      link.close();
      clearTimeout(timer);
      clearImmediate(step);
    },
  };
}
