import { openBusMonitor } from '../bus/monitor.ts';
import { openExecTrace, type ExecTrace } from '../proc/exec-trace.ts';
import type { Instant } from '../../model/instant.ts';
import type { ObservationPayload } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { ObservationStream } from '../observation-stream.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import { createClientScanner } from './client-scanner.ts';
import { createToldProcesses } from '../proc/told-processes.ts';
import { createPeerScanner, type WatchedSocket } from './peer-scanner.ts';

/** Which jobs are of interest, and what is known of the sockets that may be behind them. */
export interface ProbeRequest {
  /** Names of units and templates; left out for all units. */
  readonly units?: readonly string[];
  readonly sockets: readonly WatchedSocket[];
  /** The bus names of these units. */
  readonly busNames: readonly string[];
}

/** Looks for clients, callers, peers of sockets and executed programs the moment a job is announced, and emits what it saw. */
export interface Probe {
  /** What is looked for from now on; nothing is before the first request. */
  request(request: ProbeRequest): void;
  /** The bus announced a job; what was looked for already, because the manager itself had announced it, is not looked for again. */
  noteJob(jobId: number, unit: string): void;
  close(): Promise<void>;
}

export interface ProbeOptions {
  readonly scope: ManagerScope;
  /** Whether programs are traced as they are executed. */
  readonly traceExec: boolean;
}

/** Messages of the program to its probe. */
export type ToProbe =
  | { readonly kind: 'begin'; readonly options: ProbeOptions }
  | { readonly kind: 'request'; readonly request: ProbeRequest }
  | { readonly kind: 'job'; readonly jobId: number; readonly unit: string }
  /** Asks for an `alive`. */
  | { readonly kind: 'ping' }
  | { readonly kind: 'close' };

/** Messages of the probe to the program: `ready` or `refused` first. */
export type FromProbe =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'alive' }
  | { readonly kind: 'seen'; readonly payload: ObservationPayload; readonly at: Instant };

/** Opens the kernel's trace before anything else; throws a SourceError where that was requested and is not possible. */
export function openTrace({ scope, traceExec }: ProbeOptions): ExecTrace | undefined {
  return traceExec ? openExecTrace(scope) : undefined;
}

/** A probe in this process. */
export function createProbe({ scope }: ProbeOptions, trace: ExecTrace | undefined, stream: ObservationStream): Probe {
  let wanted: ReadonlySet<string> | undefined = new Set();
  let sockets: readonly WatchedSocket[] = [];
  const isWanted = (unit: string): boolean => wanted === undefined || wanted.has(unit) || wanted.has(templateOf(unit) ?? '');
  const told = createToldProcesses();
  const peers = createPeerScanner(stream, { scope, told }, (name) =>
    sockets.filter(({ socket, unit }) => unit === name || socket === name),
  );
  let isOverhearing = (): boolean => false;
  const clients = createClientScanner({
    ...{ stream, scope, isWanted, told },
    isOverhearing: () => isOverhearing(),
    onAhead: (jobId, unit) => peers.noteJob(jobId, unit),
  });
  const monitor = openBusMonitor({ scope, stream, told });
  monitor.then(
    ({ isMonitoring }) => (isOverhearing = isMonitoring),
    () => undefined, // the probe works without the monitor, too
  );
  trace?.follow(stream, told);
  return {
    request(request) {
      wanted = request.units === undefined ? undefined : new Set(request.units);
      sockets = request.sockets;
      monitor.then(
        (open) => open.watchNames(request.busNames),
        () => undefined,
      );
    },
    noteJob(jobId, unit) {
      if (!isWanted(unit)) return;
      clients.noteJob(jobId);
      peers.noteJob(jobId, unit);
    },
    async close() {
      clients.close();
      peers.close();
      await monitor.then(
        (open) => open.close(),
        () => undefined,
      );
      await trace?.close();
    },
  };
}
