import { endianness } from 'node:os';

/** One end of a connection, or a listener, from a row of /proc/net/tcp, tcp6, udp or udp6 (proc_net_tcp(5), net/ipv4/tcp_ipv4.c). */
export interface InetRow {
  readonly local: InetEnd;
  readonly remote: InetEnd;
  /** The kernel's number of the state, e.g. ESTABLISHED. */
  readonly state: number;
  /** Bytes that wait to be read; of a TCP listener the connections that wait to be accepted. */
  readonly waiting: number;
  /** The socket's timer, in hundredths of a second; in TIME_WAIT the time until it is dropped, 6000 at first. */
  readonly timer: number;
  /** 0 when no process holds it: not yet accepted, or closed. */
  readonly inode: number;
}

export interface InetEnd {
  /** IPv4 with dots, also where it is mapped into IPv6; else IPv6 as RFC 5952 writes it. */
  readonly address: string;
  readonly port: number;
}

/** States of TCP (include/net/tcp_states.h); UDP uses ESTABLISHED for a connected socket and CLOSE for any other. */
export const TCP_STATE = { ESTABLISHED: 1, SYN_RECV: 3, TIME_WAIT: 6, CLOSE_WAIT: 8, LISTEN: 10 } as const;

const ROW =
  /^\s*\d+: ([0-9A-F]{8}(?:[0-9A-F]{24})?):([0-9A-F]{4}) ([0-9A-F]{8}(?:[0-9A-F]{24})?):([0-9A-F]{4}) ([0-9A-F]{2}) [0-9A-F]{8}:([0-9A-F]{8}) [0-9A-F]{2}:([0-9A-F]{8}) \S+ +\d+ +\d+ +(\d+)/;

/** The rows of a table; a heading and what is cut are left out. `byteOrder` is the machine's: addresses are printed as its own 32-bit numbers. */
export function parseInetTable(text: string, byteOrder: 'LE' | 'BE' = endianness()): InetRow[] {
  return text.split('\n').flatMap((line): InetRow[] => {
    const match = ROW.exec(line);
    if (match === null) return [];
    const [, localAddress = '', localPort = '', remoteAddress = '', remotePort = '', state = '', waiting = '', timer = '', inode = ''] =
      match;
    return [
      {
        local: { address: addressOf(localAddress, byteOrder), port: parseInt(localPort, 16) },
        remote: { address: addressOf(remoteAddress, byteOrder), port: parseInt(remotePort, 16) },
        state: parseInt(state, 16),
        waiting: parseInt(waiting, 16),
        timer: parseInt(timer, 16),
        inode: Number(inode),
      },
    ];
  });
}

/** An address in the one way that this program writes it: without a zone, IPv4 with dots. */
export function canonicalAddress(text: string): string {
  const bare = text.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  return bare.includes(':') ? canonicalIpv6(bare) : bare;
}

function addressOf(hex: string, byteOrder: 'LE' | 'BE'): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => {
    const inOrder = (word.match(/../g) ?? []).map((byte) => parseInt(byte, 16));
    return byteOrder === 'LE' ? inOrder.reverse() : inOrder;
  });
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? bytes.slice(12).join('.') : writeIpv6(groups);
}

function canonicalIpv6(text: string): string {
  const [head = '', tail] = text.split('::');
  const read = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [first, last] = [read(head), read(tail ?? '')];
  const middle = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return writeIpv6([...first, ...Array.from({ length: middle }, () => 0), ...last]);
}

/** The longest run of zeros, the first of equal ones, becomes `::`; a single zero does not (RFC 5952, section 4.2). */
function writeIpv6(groups: readonly number[]): string {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > longest.length) longest = { start, length };
  }
  const write = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (longest.length < 2) return write(groups);
  return `${write(groups.slice(0, longest.start))}::${write(groups.slice(longest.start + longest.length))}`;
}
