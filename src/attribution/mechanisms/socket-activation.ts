import type { History } from '../../facts/history.ts';
import type { Activation, Opinion } from '../claim.ts';
import { defineMechanism } from '../define-mechanism.ts';
import { judgeTriggered } from '../own-trigger.ts';

/** A connection or datagram on its .socket (socket_enter_running() in src/core/socket.c). */
export const socketActivation = defineMechanism({
  name: 'socket-activation',
  judge(activation, history) {
    const perConnection = judgeInstance(activation, history);
    return perConnection.length > 0 ? perConnection : judgeTriggered(activation, history, '.socket');
  },
});

/** Accept=yes: each connection makes an instance of its own, with its number and the peer in the name (instance_from_socket() in src/core/socket.c). */
const CONNECTION_INSTANCE = /^([^@]+)@(\d+)-(.+)\.service$/;

function judgeInstance(activation: Activation, history: History): readonly Opinion[] {
  const match = CONNECTION_INSTANCE.exec(activation.unit.name);
  if (match === null) return [];
  const [, prefix = '', , peer = ''] = match;
  const socket = history.unit(`${prefix}.socket`);
  if (socket.properties?.['Accept'] !== true) return [];
  const evidence = activation.job?.queued ?? activation.start?.first;
  return [
    {
      strength: 'stated',
      from: { kind: 'unit', unit: socket.name },
      setting: 'Accept=yes',
      why: `the instance was made for the connection ${peer}`,
      evidence: evidence === undefined ? [] : [evidence],
    },
  ];
}
