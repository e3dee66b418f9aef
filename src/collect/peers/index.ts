import { beginRead } from '../disk/kernel-files.ts';
import { inetPeers, inodeOfEnd, type InetLook, type InetPeer, readInetTables } from './inet.ts';
import { listenAddresses, type ListenAddress } from './listen-address.ts';
import type { PeerDescription, ProcessDescription, WireValue } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { describeProcess } from '../proc/process.ts';
import type { InetEnd } from '../proc/sockets.ts';
import { ageOf, findOwners, firstHolder } from '../proc/socket-owner.ts';
import { askSs, momentOf, unixPeers, type UnixMoment } from './unix.ts';
import { recentSockets } from './recent-sockets.ts';

/** Where to look; a test gives places of its own. */
export interface PeerOptions {
  readonly scope: ManagerScope;
  readonly procRoot?: string;
  readonly ss?: string;
}

/** The peers at a socket. */
export interface PeerLook {
  readonly peers: readonly PeerDescription[];
  /** Other connections that had been accepted or just closed. */
  readonly served: number;
}

const MAX_PEERS = 32;

type Found = Omit<PeerDescription, 'process'> & { readonly inode?: number; readonly heldBy?: number; readonly own?: InetPeer['own'] };
type SocketHolders = ReadonlyMap<number, ProcessDescription>;

/**
 * Finds the peers that wait at the addresses of a socket unit, whose Listen property is `listen`. The kernel's tables, `ss` and the youngest processes are read before this
 * returns, because the client may exit soon and the service that is being started will accept soon; what is still missing is read afterwards.
 */
export function lookForPeers(listen: WireValue | undefined, options: PeerOptions): Promise<PeerLook> | undefined {
  const addresses = listenAddresses(listen);
  if (addresses.length === 0) return undefined;
  const { procRoot = '/proc', scope } = options;
  const inet = inetLook(addresses, procRoot);
  const paths = addresses.flatMap((address) => (address.protocol === 'unix' && address.isStream ? [address.listen] : []));
  const moment = paths.length === 0 ? undefined : beginRead(`${procRoot}/net/unix`);
  const ss = paths.length === 0 ? undefined : askSs(options.ss);
  const recent = recentSockets({ scope, procRoot });
  const all = async (): Promise<PeerLook> => {
    const text = (await moment)?.text ?? '';
    const unix = paths.map((path): UnixLook => ({ listen: path, moment: momentOf(text, path) }));
    return complete(await inet, unix, await ss, recent, options);
  };
  return all();
}

/** The process whose connection goes from `peer` to `local`, when it is on this machine. */
export async function processAtEnd(peer: InetEnd, local: InetEnd, options: PeerOptions): Promise<ProcessDescription | undefined> {
  const { procRoot = '/proc', scope } = options;
  const reading = readInetTables([peer.address.includes(':') ? 'tcp6' : 'tcp'], procRoot);
  const recent = recentSockets({ scope, procRoot });
  const inode = inodeOfEnd(peer, local, await reading);
  return inode === undefined ? undefined : (await processesOf(new Set([inode]), recent, options)).get(inode);
}

async function complete(
  inet: InetLook,
  unix: readonly UnixLook[],
  text: string | undefined,
  recent: SocketHolders,
  options: PeerOptions,
): Promise<PeerLook> {
  const ofUnix = unix.flatMap(({ listen, moment }) =>
    text === undefined
      ? Array.from({ length: moment.waiting }, (): Found => ({ protocol: 'unix', listen }))
      : unixPeers(text, listen, moment).map((peer): Found => ({ protocol: 'unix', listen, ...peer })),
  );
  const isLate = inet.peers.length === 0 && unix.every(({ moment }) => moment.waiting === 0);
  const accepted = isLate ? inet.accepted.map((peer) => ({ ...peer, accepted: true as const })) : [];
  const found = await withOtherEnds([...inet.peers, ...accepted, ...ofUnix].slice(0, MAX_PEERS), options);
  const meant = isLate ? await acceptedByRecent(found, options) : found;
  const processes = await processesOf(new Set(meant.flatMap(({ inode }) => inode ?? [])), recent, options);
  const peers = meant.map(({ inode, heldBy: _held, own: _own, ...peer }): PeerDescription => {
    const process = inode === undefined ? undefined : processes.get(inode);
    return process === undefined ? peer : { ...peer, process };
  });
  return { peers, served: inet.served + unix.reduce((sum, { moment }) => sum + moment.accepted.size, 0) };
}

/** An IPv4 client of an IPv6 listener is in the other table, and vice versa. */
async function withOtherEnds(found: readonly Found[], { procRoot = '/proc' }: PeerOptions): Promise<readonly Found[]> {
  const names = found.flatMap(({ inode, own }) => (inode !== undefined || own === undefined ? [] : ([own.isV6 ? 'tcp' : 'tcp6'] as const)));
  if (names.length === 0) return found;
  const tables = await readInetTables(names, procRoot);
  return found.map((one) => {
    const { address, port, own } = one;
    if (one.inode !== undefined || address === undefined || port === undefined || own === undefined) return one;
    const inode = inodeOfEnd({ address, port }, own, tables);
    return inode === undefined ? one : { ...one, inode };
  });
}

/** A process that accepted and is no older than this belongs to the service that was just started, and is not left from an earlier run. */
const RECENT_SECONDS = 1;

/** Without those whose connection was accepted by a process that has been there for longer. */
async function acceptedByRecent(found: readonly Found[], { procRoot = '/proc' }: PeerOptions): Promise<readonly Found[]> {
  const holders = await findOwners(new Set(found.flatMap(({ heldBy }) => heldBy ?? [])), { procRoot });
  return found.filter(({ heldBy, accepted }) => {
    const holder = heldBy === undefined ? undefined : holders.get(heldBy);
    const age = holder === undefined ? undefined : ageOf(holder, procRoot);
    return accepted !== true || (age !== undefined && age <= RECENT_SECONDS);
  });
}

/** The processes that hold these sockets. For sockets of recent processes, a parent may hold the socket as well. */
async function processesOf(inodes: ReadonlySet<number>, recent: SocketHolders, options: PeerOptions): Promise<SocketHolders> {
  const { procRoot = '/proc', scope } = options;
  const owners = await findOwners(new Set([...inodes].filter((inode) => !recent.has(inode))), { procRoot });
  return new Map(
    [...inodes].flatMap((inode): [number, ProcessDescription][] => {
      const seen = recent.get(inode);
      const pid = seen === undefined ? owners.get(inode) : firstHolder(seen.pid, inode, procRoot);
      const process = pid === undefined || pid === seen?.pid ? seen : (describeProcess(pid, { scope, procRoot }) ?? seen);
      return process === undefined ? [] : [[inode, process]];
    }),
  );
}

async function inetLook(addresses: readonly ListenAddress[], procRoot: string): Promise<InetLook> {
  const inet = addresses.filter((address) => address.protocol !== 'unix');
  const names = inet.flatMap(({ protocol, isV6 }) =>
    protocol === 'udp' ? (['udp', 'udp6'] as const) : [isV6 ? ('tcp6' as const) : ('tcp' as const)],
  );
  const tables = await readInetTables(names, procRoot);
  const looks = inet.map((address) => inetPeers(address, tables));
  return {
    peers: looks.flatMap(({ peers }) => peers),
    served: looks.reduce((sum, { served }) => sum + served, 0),
    accepted: looks.flatMap(({ accepted }) => accepted),
  };
}

interface UnixLook {
  readonly listen: string;
  readonly moment: UnixMoment;
}
