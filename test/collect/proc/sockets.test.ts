import { describe, expect, it } from 'vitest';
import { inetPeers, inodeOfEnd, type InetTables, NO_TABLES } from '../../../src/collect/peers/inet.ts';
import { listenAddresses, type ListenAddress } from '../../../src/collect/peers/listen-address.ts';
import { canonicalAddress, parseInetTable, TCP_STATE } from '../../../src/collect/proc/sockets.ts';

/** As Linux 6.18 prints them, on a little-endian machine. */
const HEADING =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n';
const LISTENER =
  '   0: 0100007F:1E64 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 5001 1 0000000000000000 100 0 0 10 0\n';
const WAITING =
  '   1: 0100007F:1E64 0100007F:C1B0 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 0 0 10 -1\n';
const CLIENT =
  '   2: 0100007F:C1B0 0100007F:1E64 01 00000000:00000000 00:00000000 00000000  1000        0 5002 1 0000000000000000 20 4 30 10 -1\n';
const ACCEPTED =
  '   3: 0100007F:1E64 0100007F:C1B2 01 00000000:00000000 00:00000000 00000000     0        0 5003 1 0000000000000000 20 0 0 10 -1\n';
const HALF_OPEN = '   4: 0100007F:1E64 0200000A:C1B4 03 00000000:00000000 01:00000063 00000000     0        0 0 1 0000000000000000\n';
const closed = (remaining: string): string =>
  `   5: 0100007F:1E64 0100007F:C1B6 06 00000000:00000000 03:0000${remaining} 00000000     0        0 0 3 0000000000000000\n`;
const LISTENER_6 =
  '   0: 00000000000000000000000000000000:1E64 00000000000000000000000000000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 6001 1 0000000000000000 100 0 0 10 0\n';
const MAPPED =
  '   1: 0000000000000000FFFF00000100007F:1E64 0000000000000000FFFF00000100007F:C1B0 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 0 0 10 -1\n';
const LOOPBACK_6 =
  '   2: 00000000000000000000000001000000:1E64 000080FE00000000FF005450A10A1AFE:C1B1 08 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 0 0 10 -1\n';

const door = addressOf([['Stream', '127.0.0.1:7780']]);
const door6 = addressOf([['Stream', '[::]:7780']]);

function addressOf(listen: readonly (readonly [string, string])[]): Extract<ListenAddress, { port: number }> {
  const [address] = listenAddresses(listen);
  if (address === undefined || address.protocol === 'unix') throw new Error('no address');
  return address;
}

function tables(tcp: string, tcp6 = ''): InetTables {
  return { ...NO_TABLES, tcp: parseInetTable(HEADING + tcp, 'LE'), tcp6: parseInetTable(tcp6, 'LE') };
}

describe('a table of /proc/net', () => {
  it('is read in the byte order of the machine', () => {
    expect(parseInetTable(HEADING + CLIENT, 'LE')).toEqual([
      {
        local: { address: '127.0.0.1', port: 49584 },
        remote: { address: '127.0.0.1', port: 7780 },
        state: TCP_STATE.ESTABLISHED,
        waiting: 0,
        timer: 0,
        inode: 5002,
      },
    ]);
    const big = CLIENT.replaceAll('0100007F', '7F000001');
    expect(parseInetTable(big, 'BE')).toEqual(parseInetTable(CLIENT, 'LE'));
  });

  it('writes IPv6 as RFC 5952 does, and IPv4 with dots where it is mapped', () => {
    expect(parseInetTable(MAPPED, 'LE')[0]?.remote.address).toBe('127.0.0.1');
    expect(parseInetTable(LOOPBACK_6, 'LE')[0]?.local.address).toBe('::1');
    expect(parseInetTable(LOOPBACK_6, 'LE')[0]?.remote.address).toBe('fe80::5054:ff:fe1a:aa1');
    expect(parseInetTable('00000000000000000000000000000000:0000', 'LE')).toEqual([]);
  });

  it('agrees with the manager on addresses', () => {
    expect(canonicalAddress('fe80::1%eth0')).toBe('fe80::1');
    expect(canonicalAddress('2001:DB8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
    expect(canonicalAddress('::ffff:10.0.0.7')).toBe('10.0.0.7');
    expect(canonicalAddress('2001:db8:0:1:1:1:1:1')).toBe('2001:db8:0:1:1:1:1:1');
  });

  it('leaves out a row that is cut', () => {
    expect(parseInetTable(`${CLIENT}${ACCEPTED.slice(0, 60)}`, 'LE')).toHaveLength(1);
  });
});

describe('who waits at a TCP address', () => {
  it('is whoever was not accepted yet, with the socket at the other end', () => {
    expect(inetPeers(door, tables(LISTENER + WAITING + CLIENT))).toMatchObject({
      peers: [{ address: '127.0.0.1', port: 49584, inode: 5002 }],
      served: 0,
    });
  });

  it('is nobody whose connection was accepted or is not complete', () => {
    const { peers, served, accepted } = inetPeers(door, tables(LISTENER.replace('00000001', '00000000') + ACCEPTED + HALF_OPEN));
    expect(peers).toEqual([]);
    expect(served).toBe(1);
    expect(accepted).toMatchObject([{ port: 49586, heldBy: 5003 }]);
  });

  it('is told as unknown where the queue is longer than the table, and where the table was cut', () => {
    expect(inetPeers(door, tables(LISTENER.replace('00000001', '00000003') + WAITING)).peers).toHaveLength(3);
    expect(inetPeers(door, { ...tables(LISTENER + WAITING), isComplete: false }).peers).toHaveLength(2);
  });

  it('a connection that was closed just now may have knocked; one that was closed before did not', () => {
    expect(inetPeers(door, tables(LISTENER + WAITING + closed('176E'))).served).toBe(1);
    expect(inetPeers(door, tables(LISTENER + WAITING + closed('1388'))).served).toBe(0);
  });

  it('over IPv4 at a listener for both, it is found; its own end stands in the other table', () => {
    const both = tables(CLIENT, LISTENER_6 + MAPPED + LOOPBACK_6);
    expect(inetPeers(door6, both).peers).toMatchObject([{ address: '127.0.0.1', inode: 5002 }, { port: 49585 }]);
    expect(inetPeers(door, both).peers).toEqual([]);
  });

  it('has an end of its own only where the addresses are the other way round', () => {
    const here = { address: '127.0.0.1', port: 7780 };
    expect(inodeOfEnd({ address: '127.0.0.1', port: 49584 }, here, tables(WAITING + CLIENT))).toBe(5002);
    expect(inodeOfEnd(here, { address: '127.0.0.1', port: 49584 }, tables(WAITING + CLIENT))).toBeUndefined();
  });
});

describe('what a socket unit listens at', () => {
  it('is read as the manager tells it', () => {
    const listen = [
      ['Stream', '[fe80::1]:80%eth0'],
      ['Datagram', '0.0.0.0:53'],
      ['SequentialPacket', '@abstract'],
      ['Stream', '/run/with space'],
      ['FIFO', '/run/fifo'],
      ['Stream', 'vsock:2:1234'],
      ['Netlink', 'kobject-uevent 1'],
    ] as const;
    expect(listenAddresses(listen)).toEqual([
      { protocol: 'tcp', listen: '[fe80::1]:80%eth0', address: 'fe80::1', port: 80, isV6: true },
      { protocol: 'udp', listen: '0.0.0.0:53', address: '0.0.0.0', port: 53, isV6: false },
      { protocol: 'unix', listen: '@abstract', isStream: true },
      { protocol: 'unix', listen: '/run/with space', isStream: true },
    ]);
    expect(listenAddresses('nonsense')).toEqual([]);
  });
});
