import type { UnitRecord } from '../../model/unit-record.ts';
import type { WireValue } from '../../model/observation.ts';
import type { History } from '../../history/history.ts';
import { connectionInstance } from '../../systemd/connection-instance.ts';
import { isClaim, type Activation, type Verdict } from '../../model/claim.ts';
import { defineMechanism } from './mechanism.ts';
import { judgeTriggered } from './triggered.ts';
import { connectedPeer, waitingPeer } from './socket-peer.ts';
import { defined } from '../../defined.ts';
import { table } from '../../table.ts';

/** Listen settings without connections, where nothing shows who triggered the socket (systemd.socket(5)). */
const WHY: Readonly<Record<string, string>> = table({
  FIFO: 'something was written to the FIFO; who did is not recorded',
  Special: 'the file became readable; nothing records why',
  Netlink: 'the kernel or a process sent a netlink message; who did is not recorded',
  MessageQueue: 'a message was put into the queue; who did is not recorded',
  USBFunction: 'the USB host spoke to the function',
});

/** The setting of a socket that listens only in such a way, and what is said instead of a peer. */
function silentListener({ properties }: UnitRecord): { readonly setting: string; readonly why: string } | undefined {
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

/** A connection or datagram on its .socket (socket_enter_running() in src/core/socket.c), and before it who made the connection. */
export const socketActivation = defineMechanism({
  name: 'socket-activation',
  judge(activation, history) {
    const perConnection = judgeInstance(activation, history);
    if (perConnection.length > 0) return perConnection;
    return judgeTriggered(activation, history, '.socket').map((verdict) => withPeer(verdict, activation, history));
  },
});

/** Accept=yes: each connection makes an instance of its own, with its number and the peer in the name. */
function judgeInstance(activation: Activation, history: History): readonly Verdict[] {
  const instance = connectionInstance(activation.unit.name);
  if (instance === undefined || history.unit(instance.socket).properties?.['Accept'] !== true) return [];
  const evidence = activation.job?.queued ?? activation.start?.first;
  const predecessor = connectedPeer(instance, activation, history);
  return [
    defined({
      strength: 'stated',
      from: { kind: 'unit', unit: instance.socket },
      setting: 'Accept=yes',
      why: `the instance was made for the connection ${instance.text}`,
      evidence: evidence === undefined ? [] : [evidence],
      predecessor,
    }),
  ];
}

function withPeer(verdict: Verdict, activation: Activation, history: History): Verdict {
  if (!isClaim(verdict) || verdict.strength === 'possible' || verdict.from.kind !== 'unit') return verdict;
  const socket = history.unit(verdict.from.unit);
  const predecessor = waitingPeer(activation, socket, history);
  if (predecessor !== undefined)
    return { ...verdict, predecessor: verdict.strength === 'stated' ? predecessor : { ...predecessor, strength: verdict.strength } };
  const silent = silentListener(socket);
  return silent === undefined ? verdict : { ...verdict, setting: silent.setting, why: verdict.why ?? silent.why };
}
