import { now } from '../clock.ts';
import type { PeerDescription, WireValue } from '../../model/observation.ts';
import type { ObservationStream } from '../observation-stream.ts';
import { lookForPeers, processAtEnd, type PeerLook, type PeerOptions } from '../peers/index.ts';
import { describeProcess } from '../proc/process.ts';
import { createTimeBudget } from './time-budget.ts';
import { createToldProcesses, type ToldProcesses } from '../proc/told-processes.ts';
import { connectionInstance, type ConnectionInstance } from '../../systemd/connection-instance.ts';
import { defined } from '../../defined.ts';

/** A socket unit, as the manager described it. */
export interface WatchedSocket {
  readonly socket: string;
  /** The unit that it triggers. */
  readonly unit: string;
  /** Its Listen property. */
  readonly listen: WireValue | undefined;
  readonly accept: boolean;
  /** Whether the unit already runs, according to the manager's signals so far. */
  readonly isUnitActive: boolean;
}

/** Looks who is at the sockets that trigger a unit, as soon as a job of that unit is announced. */
export interface PeerScanner {
  /** A job was announced; of one that was announced before, by whatever way, nothing more is done. */
  noteJob(jobId: number, unit: string): void;
  close(): void;
}

/** Scans take at most this share of the time, after so many ms at once, so that a burst of jobs does not delay signals. */
const SHARE = 0.2;
const MAX_AT_ONCE_MS = 120;
/** Maximum number of scans at once. */
const MAX_LOOKS = 16;
const MAX_JOBS = 1024;

/** `socketsOf` gives the sockets that trigger a unit, or that made an instance. */
export function createPeerScanner(
  stream: ObservationStream,
  { told = createToldProcesses(), ...options }: PeerOptions & { readonly told?: ToldProcesses },
  socketsOf: (unit: string) => readonly WatchedSocket[],
): PeerScanner {
  const briefly = (peer: PeerDescription): PeerDescription =>
    peer.process === undefined ? peer : { ...peer, process: told.one(peer.process) };
  const noted = new Set<number>();
  const passedOver = new Map<string, number>();
  let looks = 0;
  const budget = createTimeBudget(SHARE, MAX_AT_ONCE_MS);
  let isClosed = false;

  const lookAt = (jobId: number, socket: string, begin: () => Promise<PeerLook> | undefined): void => {
    if (looks >= MAX_LOOKS || budget.waitMs() > 0) return;
    const at = now();
    const look = budget.spend(begin);
    if (look === undefined) return;
    looks += 1;
    void look
      .then(({ peers: found, served }) => {
        if (isClosed || found.length === 0) return;
        const peers = found.map(briefly);
        stream.emit(
          defined({ source: 'proc', kind: 'peer-scan', jobs: [jobId], socket, peers, served: served === 0 ? undefined : served }),
          at,
        );
      })
      .finally(() => (looks -= 1));
  };

  return {
    noteJob(jobId, unit) {
      if (!unit.endsWith('.service') || noted.has(jobId)) return;
      const instance = connectionInstance(unit);
      const sockets = socketsOf(instance?.socket ?? unit);
      if (instance === undefined && isUpAt(jobId, unit, sockets)) return;
      for (const { socket, listen, accept } of sockets) {
        noteJob(jobId);
        if (instance?.socket !== socket) lookAt(jobId, socket, () => lookForPeers(listen, options));
        else if (accept) lookAt(jobId, socket, () => lookAtEnd(instance, options));
      }
    },
    close() {
      isClosed = true;
    },
  };

  /**
   * What runs is not started by a socket: the job stops or restarts it. The job after that one may start it, though no signal has told yet that it went down: the
   * manager is ahead of them.
   */
  function isUpAt(jobId: number, unit: string, sockets: readonly WatchedSocket[]): boolean {
    const first = passedOver.get(unit) ?? jobId;
    const isUp = jobId <= first && sockets.some(({ isUnitActive }) => isUnitActive);
    if (passedOver.size >= MAX_JOBS) passedOver.clear();
    if (isUp) passedOver.set(unit, jobId);
    else passedOver.delete(unit);
    return isUp;
  }

  function noteJob(jobId: number): void {
    if (noted.size >= MAX_JOBS) noted.clear();
    noted.add(jobId);
  }
}

/** The name of the instance contains the connection; the process is looked up, where that is possible. */
async function lookAtEnd({ connection, text }: ConnectionInstance, options: PeerOptions): Promise<PeerLook> {
  const one = (peer: PeerDescription): PeerLook => ({ peers: [peer], served: 0 });
  if (connection.family === 'vsock') return NOBODY;
  if (connection.family === 'inet') {
    const { local, remote } = connection;
    const process = await processAtEnd(remote, local, options);
    return process === undefined ? NOBODY : one({ protocol: 'tcp', listen: text, ...remote, process });
  }
  if (connection.pid === undefined) return NOBODY;
  const process = describeProcess(connection.pid, options);
  return process === undefined || process.uid !== connection.uid ? NOBODY : one({ protocol: 'unix', listen: text, process });
}

const NOBODY: PeerLook = { peers: [], served: 0 };
