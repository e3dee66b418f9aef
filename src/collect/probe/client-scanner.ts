import type { ProcessDescription } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { ObservationStream } from '../observation-stream.ts';
import { createTimeBudget } from './time-budget.ts';
import { beginClientScan } from '../proc/client-scan.ts';
import { openPrivateClients } from '../bus/private-clients.ts';
import { openPrivateLink } from '../bus/private-link.ts';
import { createToldProcesses, type ToldProcesses } from '../proc/told-processes.ts';

/** Scans take at most this share of the time, after so many ms at once, so that a burst of jobs does not delay signals. */
const SHARE = 0.25;
const MAX_AT_ONCE_MS = 150;
/** Asking `ss` takes at most a fifth of the time. */
const PAUSE_FOR_COST = 4;
/** Maximum number of jobs that are kept from the manager's own announcement until the bus announces them, too. */
const MAX_AHEAD = 4096;

const LATE =
  'this program did not keep up with what the manager tells on its private socket, and hung up; who asked meanwhile may not be named';

export interface ClientScannerOptions {
  readonly stream: ObservationStream;
  readonly scope: ManagerScope;
  /** Whether the clients of jobs of this unit are of interest. */
  readonly isWanted: (unit: string) => boolean;
  /** The budget of what is told of processes. */
  readonly told?: ToldProcesses;
  /** Whether the calls of all clients of the bus are overheard now. */
  readonly isOverhearing?: () => boolean;
  /** Called for a job that the manager announced, once the youngest processes were looked at. */
  readonly onAhead?: (jobId: number, unit: string) => void;
}

/** Scans /proc for possible clients as soon as a job is announced, once for all jobs that are announced together. */
export interface ClientScanner {
  /** The bus announced this job; when the manager itself has done so before, the scan was already made. */
  noteJob(jobId: number): void;
  close(): void;
}

/** Begins to listen to the manager itself, where that is allowed: it announces a job before its client has the answer. */
export function createClientScanner({
  stream,
  scope,
  isWanted,
  told = createToldProcesses(),
  isOverhearing = () => false,
  onAhead,
}: ClientScannerOptions): ClientScanner {
  const ahead = new Set<number>();
  const budget = createTimeBudget(SHARE, MAX_AT_ONCE_MS);
  const steps = new Set<NodeJS.Immediate>();
  let waiting: number[] = [];
  let announcedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let othersAfter = 0;
  let isClosed = false;
  const others = openPrivateClients({ scope, env: process.env });

  /** The youngest processes are looked at before this returns, the others between signals. */
  const look = (jobs: readonly number[]): void => {
    const announced = announcedMs;
    const heard = scope === 'system' ? { overheard: isOverhearing() } : {};
    const scan = beginClientScan({ scope, announcedMsAgo: () => performance.now() - announced });
    const go = (): void => {
      if (budget.spend(() => scan.step())) {
        const step = setImmediate(() => {
          steps.delete(step);
          go();
        });
        steps.add(step);
        return;
      }
      const processes = scan.found();
      if (processes.length > 0) stream.emit({ source: 'proc', kind: 'client-scan', jobs, ...told.scan(processes), ...heard });
      if (processes.some((process) => heard.overheard !== true || maySpeakAsRoot(process))) return;
      if (performance.now() >= othersAfter) void lookForOthers(jobs);
    };
    go();
  };
  /** No process has the name of a known client, or only those have it whose call would have been overheard: any process that is connected to the manager may be one. */
  const lookForOthers = async (jobs: readonly number[]): Promise<void> => {
    othersAfter = Number.POSITIVE_INFINITY;
    const begun = performance.now();
    const processes = await others.look();
    othersAfter = performance.now() + (performance.now() - begun) * PAUSE_FOR_COST;
    if (processes.length > 0 && !isClosed)
      stream.emit({ source: 'proc', kind: 'client-scan', jobs, ...told.scan(processes), connected: true });
  };
  const lookFor = (jobs: readonly number[]): void => {
    waiting.push(...jobs);
    if (jobs.length > 0) announcedMs = performance.now();
    if (timer !== undefined || waiting.length === 0) return;
    if (budget.waitMs() > 0) {
      timer = setTimeout(() => {
        timer = undefined;
        lookFor([]);
      }, budget.waitMs());
      return;
    }
    const all = waiting;
    waiting = [];
    look(all);
  };
  const link = openPrivateLink({
    scope,
    env: process.env,
    onLate: (from, to) => stream.emit({ source: 'proc', kind: 'gap', from, to, text: LATE }),
    onJobNew(jobs) {
      const wanted = jobs.filter(({ unit }) => isWanted(unit));
      if (ahead.size >= MAX_AHEAD) ahead.clear();
      for (const { jobId } of wanted) ahead.add(jobId);
      lookFor(wanted.map(({ jobId }) => jobId));
      for (const { jobId, unit } of wanted) onAhead?.(jobId, unit);
    },
  });
  return {
    noteJob(jobId) {
      if (!ahead.delete(jobId)) lookFor([jobId]);
    },
    close() {
      isClosed = true;
      link.close();
      clearTimeout(timer);
      for (const step of steps) clearImmediate(step);
    },
  };
}

/** Whether a process can use the manager's private socket, as root only may. */
function maySpeakAsRoot({ uid = 0, euid = uid }: ProcessDescription): boolean {
  return uid === 0 || euid === 0;
}
