import type { History } from '../facts/history.ts';
import { now } from '../sources/clock.ts';
import type { PeerDescription } from '../sources/observation.ts';
import type { ObservationStream } from '../sources/observation-stream.ts';
import { lookForPeers, processAtEnd, type PeerLook, type PeerOptions } from '../sources/peers.ts';
import { describeProcess } from '../sources/proc.ts';
import { createCredit } from './credit.ts';
import { connectionInstance, type ConnectionInstance } from '../systemd/connection-instance.ts';

/** Looks who is at the sockets that trigger a unit, as soon as a job of that unit is announced. */
export interface PeerScanner {
  /** A job was announced; of one that was announced before, by whatever way, nothing more is done. */
  noteJob(jobId: number, unit: string): void;
  close(): void;
}

/** Looking takes at most this share of the time, after so many ms at once, so that a burst of jobs does not keep signals waiting. */
const SHARE = 0.2;
const MOST_AT_ONCE_MS = 120;
/** More looks than these do not wait for each other. */
const MOST_LOOKS = 16;
const MOST_JOBS = 1024;

/** A scanner that knows from the history which sockets trigger a unit and where they listen. */
export function createPeerScanner(stream: ObservationStream, options: PeerOptions, history: History): PeerScanner {
  const noted = new Set<number>();
  let looks = 0;
  const credit = createCredit(SHARE, MOST_AT_ONCE_MS);
  let isClosed = false;

  const lookAt = (jobId: number, socket: string, begin: () => Promise<PeerLook> | undefined): void => {
    if (looks >= MOST_LOOKS || credit.waitMs() > 0) return;
    const at = now();
    const look = credit.spend(begin);
    if (look === undefined) return;
    looks += 1;
    void look
      .then(({ peers, served }) => {
        if (isClosed || peers.length === 0) return;
        stream.emit({ source: 'proc', kind: 'peer-scan', jobs: [jobId], socket, peers, ...(served === 0 ? {} : { served }) }, at);
      })
      .finally(() => (looks -= 1));
  };

  return {
    noteJob(jobId, unit) {
      if (!unit.endsWith('.service') || noted.has(jobId) || isRunning(unit)) return;
      const instance = connectionInstance(unit);
      const sockets = instance === undefined ? [] : [instance.socket];
      for (const socket of [...sockets, ...history.edges.namedBy(unit, 'Triggers')]) {
        const { properties } = history.unit(socket);
        if (!socket.endsWith('.socket') || properties === undefined) continue;
        noteJob(jobId);
        if (instance?.socket !== socket) lookAt(jobId, socket, () => lookForPeers(properties['Listen'], options));
        else if (properties['Accept'] === true) lookAt(jobId, socket, () => lookAtEnd(instance, options));
      }
    },
    close() {
      isClosed = true;
    },
  };

  /** What runs is not started by a socket: the job stops or restarts it. As the manager is sometimes ahead of its signals, the bus will ask again. */
  function isRunning(unit: string): boolean {
    return history.unit(unit).states.at(-1)?.activeState === 'active';
  }

  function noteJob(jobId: number): void {
    if (noted.size >= MOST_JOBS) noted.clear();
    noted.add(jobId);
  }
}

/** The name of the instance tells the connection; the machine may tell the process. */
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
