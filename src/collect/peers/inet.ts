import type { ListenAddress } from './listen-address.ts';
import { TCP_STATE, type InetEnd, type InetRow, parseInetTable } from '../proc/sockets.ts';
import { beginRead } from '../disk/kernel-files.ts';
import { defined } from '../../defined.ts';

/** The tables, read at one time. `isComplete` is false when there was no time to read them all. */
export interface InetTables {
  readonly tcp: readonly InetRow[];
  readonly tcp6: readonly InetRow[];
  readonly udp: readonly InetRow[];
  readonly udp6: readonly InetRow[];
  readonly isComplete: boolean;
}

/** The other end of a connection; `inode` is that of the other end's own socket when it is on this machine and still held by a process. */
export interface InetPeer {
  readonly protocol: 'tcp' | 'udp';
  readonly listen: string;
  readonly address?: string;
  readonly port?: number;
  readonly inode?: number;
  /** The end of the connection that is the listener's, and whether the listener is one for IPv6. */
  readonly own?: InetEnd & { readonly isV6: boolean };
}

/** One whose connection has been accepted; `heldBy` is the inode of the socket that the service has for it. */
interface AcceptedPeer extends InetPeer {
  readonly heldBy: number;
}

export interface InetLook {
  readonly peers: readonly InetPeer[];
  /** Other connections to the address: accepted already, or just closed. */
  readonly served: number;
  readonly accepted: readonly AcceptedPeer[];
}

type InetListen = Extract<ListenAddress, { port: number }>;

/** The peers that wait at an address: for TCP each connection that is not yet accepted, for UDP each socket of this machine that is connected to it. */
export function inetPeers(at: InetListen, tables: InetTables): InetLook {
  return at.protocol === 'tcp' ? tcpPeers(at, tables) : udpPeers(at, tables);
}

/** The inode of the socket on this machine whose own address is `end` and that is connected to `to`. */
export function inodeOfEnd(end: InetEnd, to: InetEnd, tables: InetTables): number | undefined {
  let index = INODES.get(tables);
  if (index === undefined) INODES.set(tables, (index = inodesByEnds(tables)));
  return index.get(keyOf(end, to));
}

/** Whoever connects decides how many rows and how many waiting connections there are, so the tables are gone through once. */
const INODES = new WeakMap<InetTables, ReadonlyMap<string, number>>();

function inodesByEnds({ tcp, tcp6 }: InetTables): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const { local, remote, inode } of [...tcp, ...tcp6]) {
    const key = keyOf(local, remote);
    if (inode !== 0 && !index.has(key)) index.set(key, inode);
  }
  return index;
}

function keyOf(local: InetEnd, remote: InetEnd): string {
  return `${local.address} ${String(local.port)} ${remote.address} ${String(remote.port)}`;
}

function tcpPeers(at: InetListen, tables: InetTables): InetLook {
  const rows = at.isV6 ? tables.tcp6 : tables.tcp;
  const own = rows.filter(({ local }) => isAt(local, at));
  const connections = own.filter(({ state }) => state !== TCP_STATE.LISTEN && state !== TCP_STATE.SYN_RECV);
  const isWaiting = ({ state, inode }: InetRow): boolean =>
    inode === 0 && (state === TCP_STATE.ESTABLISHED || state === TCP_STATE.CLOSE_WAIT);
  const waiting = connections.filter(isWaiting);
  const describe = ({ local, remote }: InetRow): InetPeer => {
    const inode = inodeOfEnd(remote, local, tables);
    return { protocol: 'tcp', listen: at.listen, ...remote, own: { ...local, isV6: at.isV6 }, ...defined({ inode }) };
  };
  // A connection that was reset still waits to be accepted, but is in no table any more.
  const queued = own.filter(({ state }) => state === TCP_STATE.LISTEN).reduce((sum, row) => sum + row.waiting, 0);
  const unseen = tables.isComplete ? Math.min(MAX_UNSEEN, Math.max(0, queued - waiting.length)) : 1;
  const unknown = Array.from({ length: unseen }, (): InetPeer => ({ protocol: 'tcp', listen: at.listen }));
  const others = connections.filter((row) => !isWaiting(row) && !isLongClosed(row)).length;
  const closedByPeers = [...tables.tcp, ...tables.tcp6].filter(
    (row) => row.state === TCP_STATE.TIME_WAIT && isAt(row.remote, at) && !isLongClosed(row),
  ).length;
  return {
    peers: [...waiting.map(describe), ...unknown],
    served: others + closedByPeers,
    accepted: connections.filter(({ inode }) => inode !== 0).map((row) => ({ ...describe(row), heldBy: row.inode })),
  };
}

/** TIME_WAIT lasts 60 s (TCP_TIMEWAIT_LEN in include/net/tcp.h); what was closed more than a fifth of a second ago did not make this start. */
function isLongClosed({ state, timer }: InetRow): boolean {
  return state === TCP_STATE.TIME_WAIT && timer < 5980;
}

const MAX_UNSEEN = 64;

function udpPeers(at: InetListen, tables: InetTables): InetLook {
  const senders = [...tables.udp, ...(at.isV6 ? tables.udp6 : [])].filter(
    ({ remote, state, inode }) => state === TCP_STATE.ESTABLISHED && inode !== 0 && isAt(remote, at),
  );
  return { peers: senders.map(({ local, inode }) => ({ protocol: 'udp', listen: at.listen, ...local, inode })), served: 0, accepted: [] };
}

function isAt(end: InetEnd, at: InetListen): boolean {
  return end.port === at.port && (at.address === '0.0.0.0' || at.address === '::' || end.address === at.address);
}

type InetTableName = 'tcp' | 'tcp6' | 'udp' | 'udp6';

/** No table at all. */
export const NO_TABLES: InetTables = { tcp: [], tcp6: [], udp: [], udp6: [], isComplete: true };

/**
 * Reads some of the kernel's tables, side by side, from the moment of the call on. Those of TCP take up to 5 ms each, however few connections there are: the
 * kernel goes through a hash table that is as large as its memory allows.
 */
export async function readInetTables(names: readonly InetTableName[], procRoot: string): Promise<InetTables> {
  const reads = [...new Set(names)].map((name) => ({ name, reading: beginRead(`${procRoot}/net/${name}`) }));
  let tables = NO_TABLES;
  for (const { name, reading } of reads) {
    const table = await reading;
    tables = { ...tables, [name]: parseInetTable(table?.text ?? ''), isComplete: tables.isComplete && table?.isComplete !== false };
  }
  return tables;
}
