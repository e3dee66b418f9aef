import type { WireValue } from '../../model/observation.ts';
import { canonicalAddress } from '../proc/sockets.ts';

/** An address that a socket unit listens on, whose peers the kernel lists. */
export type ListenAddress =
  | { readonly protocol: 'tcp' | 'udp'; readonly listen: string; readonly address: string; readonly port: number; readonly isV6: boolean }
  | { readonly protocol: 'unix'; readonly listen: string; readonly isStream: boolean };

/** Reads the Listen property of a socket unit, `a(ss)`: type and address as sockaddr_pretty() of systemd writes it. FIFOs, netlink, vsock and the like give nothing. */
export function listenAddresses(listen: WireValue | undefined): readonly ListenAddress[] {
  if (!Array.isArray(listen)) return [];
  return (listen as readonly WireValue[]).flatMap((pair): ListenAddress[] => {
    if (!Array.isArray(pair)) return [];
    const [type, address] = pair as readonly WireValue[];
    if (typeof type !== 'string' || typeof address !== 'string') return [];
    const isStream = type === 'Stream' || type === 'SequentialPacket';
    if (!isStream && type !== 'Datagram') return [];
    if (/^[/@]/.test(address)) return [{ protocol: 'unix', listen: address, isStream }];
    const match = /^(?:\[([0-9a-fA-F:.]+)(?:%[^\]]*)?\]|(\d+\.\d+\.\d+\.\d+)):(\d+)(?:%.*)?$/.exec(address);
    if (match === null || type === 'SequentialPacket') return [];
    const [, v6, v4 = '', port = ''] = match;
    return [
      {
        protocol: isStream ? 'tcp' : 'udp',
        listen: address,
        address: v6 === undefined ? v4 : canonicalAddress(v6),
        port: Number(port),
        isV6: v6 !== undefined,
      },
    ];
  });
}
