import type { UnitRecord } from '../../model/unit-record.ts';
import type { WireValue } from '../../model/observation.ts';

/** What listens without a connection, and so leaves no trace of who woke it (systemd.socket(5)). */
const WHY: Readonly<Record<string, string>> = {
  FIFO: 'something was written to the FIFO; who did is not recorded',
  Special: 'the file became readable; nothing records why',
  Netlink: 'the kernel or a process sent a netlink message; who did is not recorded',
  MessageQueue: 'a message was put into the queue; who did is not recorded',
  USBFunction: 'the USB host spoke to the function',
};

/** The setting of a socket that listens only at such a place, and what can be said about who woke it. */
export function silentListener({ properties }: UnitRecord): { readonly setting: string; readonly why: string } | undefined {
  const listen = properties?.['Listen'];
  if (!Array.isArray(listen) || listen.length !== 1) return undefined;
  const [pair] = listen as readonly WireValue[];
  if (!Array.isArray(pair)) return undefined;
  const [type, address] = pair as readonly WireValue[];
  const why = typeof type === 'string' ? WHY[type] : undefined;
  if (typeof type !== 'string' || typeof address !== 'string') return undefined;
  if (/^vsock:/.test(address)) return { setting: `Listen${type}=${address}`, why: 'the kernel does not list who waits at a vsock address' };
  return why === undefined ? undefined : { setting: `Listen${type}=${address}`, why };
}
