import { readUntil } from './bounded-read.ts';
import { inetPeers, inodeOfEnd, type InetLook, type InetTables } from './inet-peers.ts';
import { listenAddresses, type ListenAddress } from './listen-address.ts';
import type { ManagerScope, PeerDescription, ProcessDescription, WireValue } from './observation.ts';
import { describeProcess } from './proc.ts';
import { parseInetTable, type InetEnd } from './proc-net.ts';
import { ageOf, findOwners } from './socket-owner.ts';
import { askSs, momentOf, unixPeers, type UnixMoment } from './unix-peers.ts';

/** Where to look; a test gives places of its own. */
export interface PeerOptions {
  readonly scope: ManagerScope;
  readonly procRoot?: string;
  readonly ss?: string;
}

/** Who was there. */
export interface PeerLook {
  readonly peers: readonly PeerDescription[];
  readonly served: number;
}

/** Signals wait for the tables of the kernel no longer than this; of a longer table the rest counts as unknown peers. */
const TABLES_MS = 8;
const MOST_PEERS = 32;

type Found = Omit<PeerDescription, 'process'> & { readonly inode?: number; readonly heldBy?: number };

/**
 * Looks who waits at the addresses of a socket unit, whose Listen property is `listen`. The tables are read before this returns, because the service
 * that is being started will soon accept; the processes are looked for afterwards.
 */
export function lookForPeers(listen: WireValue | undefined, options: PeerOptions): Promise<PeerLook> | undefined {
  const addresses = listenAddresses(listen);
  if (addresses.length === 0) return undefined;
  const { procRoot = '/proc' } = options;
  const deadline = performance.now() + TABLES_MS;
  const inet = inetLooks(addresses, procRoot, deadline);
  const unix = unixMoments(addresses, procRoot, deadline);
  return complete(inet, unix, options);
}

/** The process whose connection goes from `peer` to `local`, when it is on this machine. */
export async function processAtEnd(
  peer: InetEnd,
  local: InetEnd,
  { scope, procRoot = '/proc' }: PeerOptions,
): Promise<ProcessDescription | undefined> {
  const inode = inodeOfEnd(peer, local, readTables(['tcp'], procRoot, performance.now() + TABLES_MS));
  if (inode === undefined) return undefined;
  const pid = (await findOwners(new Set([inode]), { procRoot })).get(inode);
  return pid === undefined ? undefined : describeProcess(pid, { scope, procRoot });
}

async function complete(inet: InetLook, unix: readonly UnixLook[], options: PeerOptions): Promise<PeerLook> {
  const inUse = unix.filter(({ moment }) => moment.waiting > 0 || moment.accepted.size > 0);
  const text = inUse.length === 0 ? undefined : await askSs(options.ss);
  const ofUnix = inUse.flatMap(({ listen, moment }) =>
    text === undefined
      ? Array.from({ length: moment.waiting }, (): Found => ({ protocol: 'unix', listen }))
      : unixPeers(text, listen, moment).map((peer): Found => ({ protocol: 'unix', listen, ...peer })),
  );
  const served = inet.served + unix.reduce((sum, { moment }) => sum + moment.accepted.size, 0);
  const isLate = inet.peers.length === 0 && unix.every(({ moment }) => moment.waiting === 0);
  const found: readonly Found[] = isLate
    ? [...inet.accepted.map((peer) => ({ ...peer, accepted: true as const })), ...ofUnix]
    : [...inet.peers, ...ofUnix];
  const few = found.slice(0, MOST_PEERS);
  const procRoot = options.procRoot ?? '/proc';
  const owners = await findOwners(new Set(few.flatMap(({ inode, heldBy }) => [inode ?? [], (isLate && heldBy) || []].flat())), {
    procRoot,
  });
  const isRecent = ({ heldBy }: Found): boolean => {
    const holder = heldBy === undefined ? undefined : owners.get(heldBy);
    const age = holder === undefined ? undefined : ageOf(holder, procRoot);
    return age !== undefined && age <= RECENT_SECONDS;
  };
  const meant = isLate ? few.filter((peer) => peer.accepted !== true || isRecent(peer)) : few;
  const peers = meant.map(({ inode, heldBy: _, ...peer }): PeerDescription => {
    const pid = inode === undefined ? undefined : owners.get(inode);
    const process = pid === undefined ? undefined : describeProcess(pid, { scope: options.scope, procRoot });
    return process === undefined ? peer : { ...peer, process };
  });
  return { peers, served };
}

/** Who accepted is the service that was just started, and not a process that an earlier run of it left, when it is no older than this. */
const RECENT_SECONDS = 1;

function inetLooks(addresses: readonly ListenAddress[], procRoot: string, deadline: number): InetLook {
  const inet = addresses.filter((address) => address.protocol !== 'unix');
  if (inet.length === 0) return { peers: [], served: 0, accepted: [] };
  const tables = readTables([...new Set(inet.map(({ protocol }) => protocol))], procRoot, deadline);
  const looks = inet.map((address) => inetPeers(address, tables));
  return {
    peers: looks.flatMap(({ peers }) => peers),
    served: looks.reduce((sum, { served }) => sum + served, 0),
    accepted: looks.flatMap(({ accepted }) => accepted),
  };
}

function readTables(protocols: readonly ('tcp' | 'udp')[], procRoot: string, deadline: number): InetTables {
  const tables = { tcp: [], tcp6: [], udp: [], udp6: [], isWhole: true };
  const read = (name: string) => readUntil(`${procRoot}/net/${name}`, deadline);
  return protocols.reduce<InetTables>((all, protocol) => {
    const [four, six] = [read(protocol), read(`${protocol}6`)];
    return {
      ...all,
      [protocol]: parseInetTable(four?.text ?? ''),
      [`${protocol}6`]: parseInetTable(six?.text ?? ''),
      isWhole: all.isWhole && four?.isWhole !== false && six?.isWhole !== false,
    };
  }, tables);
}

interface UnixLook {
  readonly listen: string;
  readonly moment: UnixMoment;
}

function unixMoments(addresses: readonly ListenAddress[], procRoot: string, deadline: number): readonly UnixLook[] {
  const paths = addresses.flatMap((address) => (address.protocol === 'unix' && address.isStream ? [address.listen] : []));
  if (paths.length === 0) return [];
  const text = readUntil(`${procRoot}/net/unix`, deadline)?.text ?? '';
  return paths.map((listen) => ({ listen, moment: momentOf(text, listen) }));
}
