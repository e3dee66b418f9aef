import { defineMechanism } from '../define-mechanism.ts';
import { hostLogsBefore } from '../near-log.ts';

const ACTIVATION_USEC = 5_000_000n;

/** Someone asked for its bus name; dbus-daemon logs who (bus/activation.c) and asks systemd for the unit. */
export const busActivation = defineMechanism({
  name: 'bus-activation',
  judge(activation, history) {
    const line = hostLogsBefore(history, 'bus-activation', activation, ACTIVATION_USEC).find(
      ({ detail }) => history.canonical(detail.unit) === activation.unit.name,
    );
    if (line === undefined) return [];
    const { busName, uid, pid, comm, requester } = line.detail;
    return [
      {
        strength: 'stated',
        from: {
          kind: 'client',
          ...(pid === undefined ? {} : { pid }),
          ...(uid === undefined ? {} : { uid }),
          ...(comm === undefined ? {} : { comm }),
          busName: requester,
          log: line.text,
        },
        setting: `BusName=${busName}`,
        evidence: [line],
      },
    ];
  },
});
