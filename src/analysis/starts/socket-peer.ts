import type { PeerScan } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { PeerDescription } from '../../model/observation.ts';
import type { ConnectionInstance } from '../../systemd/connection-instance.ts';
import { usecApart, usecBetween } from '../../model/instant.ts';
import type { Cause, ClientDescription } from '../../model/cause.ts';
import type { Activation, Predecessor } from '../../model/claim.ts';
import { clientDescriptionOf, startBehind } from '../clients/client.ts';
import { defined } from '../../defined.ts';

type Peer = Extract<Cause, { kind: 'peer' }>;

/** A scan of another boot or host can have the same job's number. */
const SAME_JOB_USEC = 10_000_000n;
/** Later than this after its start, a service may have served the client that triggered it, and another one may wait. */
const UNSERVED_USEC = 30_000n;
const MAX_LISTED = 8;

/**
 * The peer whose connection waited at a socket when the JobNew of its service came. It is certain only if it waited alone and none had been accepted;
 * else it is `correlated`, and of several peers none is named.
 */
export function waitingPeer(activation: Activation, socket: UnitRecord, history: History): Predecessor | undefined {
  const seen = seenAt(activation, socket.name, history);
  const [first] = seen?.peers ?? [];
  if (seen === undefined || first === undefined) return undefined;
  const pid = first.process?.pid;
  const isOne = seen.peers.length === 1 || (pid !== undefined && seen.peers.every(({ process }) => process?.pid === pid));
  const to = socket.name;
  if (!isOne) {
    const why = `${String(seen.peers.length)} were waiting at once: ${listed(seen.peers)}`;
    return { from: { kind: 'peer' }, to, strength: 'correlated', why, evidence: [seen] };
  }
  const from = describePeer(first, seen.peers.length === 1);
  // Of a client that has gone only the protocol is known, which the socket says already.
  if (Object.keys(from).length <= 2) return undefined;
  const isSure =
    seen.peers.length === 1 &&
    first.protocol !== 'udp' &&
    first.accepted !== true &&
    (seen.served ?? 0) === 0 &&
    isInTime(seen, activation);
  const why = isSure ? 'its connection was the only one that waited' : reasonForDoubt(first, seen);
  return { from, to, strength: isSure ? 'stated' : 'correlated', why, evidence: [seen], ...behindOf(first, activation, history) };
}

/** The peer of the connection that an instance of Accept=yes was created for: systemd wrote its address into the instance's name, and the scan may know the process. */
export function connectedPeer(
  { connection, socket }: ConnectionInstance,
  activation: Activation,
  history: History,
): Predecessor | undefined {
  const seen = seenAt(activation, socket, history);
  const before = (from: Peer, peer?: PeerDescription): Predecessor => ({
    from,
    to: socket,
    strength: 'stated',
    why: 'the name of the instance tells the connection',
    evidence: peer === undefined || seen === undefined ? [] : [seen],
    ...(peer === undefined ? {} : behindOf(peer, activation, history)),
  });
  if (connection.family === 'unix') {
    const { pid, uid } = connection;
    if (pid === undefined || uid === undefined) return undefined;
    const peer = seen?.peers.find(({ process }) => process?.pid === pid && process.uid === uid);
    return before({ kind: 'peer', protocol: 'unix', pid, uid, ...processOf(peer) }, peer);
  }
  const { address, port } = connection.remote;
  if (connection.family === 'vsock') return before({ kind: 'peer', protocol: 'vsock', address: `vsock:${address}`, port });
  const peer = seen?.peers.find((candidate) => candidate.address === address && candidate.port === port);
  return before({ kind: 'peer', protocol: 'tcp', address, port, ...processOf(peer) }, peer);
}

function processOf(peer: PeerDescription | undefined): ClientDescription {
  return peer?.process === undefined ? {} : clientDescriptionOf(peer.process);
}

function seenAt({ job, at }: Activation, socket: string, history: History): PeerScan | undefined {
  if (job === undefined) return undefined;
  return history.peersSeen.findLast(
    (seen) => seen.socket === socket && seen.jobs.includes(job.id) && usecApart(at, seen.at) < SAME_JOB_USEC,
  );
}

function isInTime(seen: PeerScan, { start }: Activation): boolean {
  return start === undefined || usecBetween(start.at, seen.at) <= UNSERVED_USEC;
}

function describePeer(peer: PeerDescription, withPort: boolean): Peer {
  const { protocol, address, port, path } = peer;
  return defined({ kind: 'peer', protocol, address, port: withPort ? port : undefined, path, ...processOf(peer) });
}

function reasonForDoubt({ protocol, accepted }: PeerDescription, seen: PeerScan): string {
  if (protocol === 'udp') return 'it is connected to the address where a datagram waited; who sent that is not recorded';
  if (accepted === true) return 'its connection was accepted right after the start';
  if (seen.peers.length > 1) return 'all connections that waited were its own';
  if ((seen.served ?? 0) > 0) return 'its connection waited; others to the address had been accepted already';
  return 'its connection waited; the service had been running for a moment';
}

function behindOf(peer: PeerDescription, activation: Activation, history: History): Pick<Predecessor, 'behind'> {
  const behind = startBehind(peer.process?.unit, activation, history);
  return behind === undefined ? {} : { behind };
}

function listed(peers: readonly PeerDescription[]): string {
  const names = peers.slice(0, MAX_LISTED).map(({ protocol, address, port, path, process }) => {
    const end = address === undefined ? path : `${address}${port === undefined ? '' : ` port ${String(port)}`}`;
    const who = process === undefined ? undefined : `${process.comm ?? 'process'} (${String(process.pid)})`;
    return [who, end].filter((word) => word !== undefined).join(' from ') || `a ${protocol} client`;
  });
  return [...names, ...(peers.length > MAX_LISTED ? [`and ${String(peers.length - MAX_LISTED)} more`] : [])].join(', ');
}
