import { defineMechanism } from '../define-mechanism.ts';
import { jobKind } from '../job-kind.ts';
import { hostLogsBefore, isFirstActivationAfter } from '../near-log.ts';

const ACTIVATION_USEC = 5_000_000n;

/** Someone asked for its bus name; dbus-daemon logs who (bus/activation.c) and asks systemd for the unit. */
export const busActivation = defineMechanism({
  name: 'bus-activation',
  judge(activation, history) {
    if (activation.jobReused || (activation.job !== undefined && jobKind(activation.job, history) === 'restart')) return [];
    const line = hostLogsBefore(history, 'bus-activation', activation, ACTIVATION_USEC).find(
      ({ detail, at }) => history.canonical(detail.unit) === activation.unit.name && isFirstActivationAfter(activation, at),
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
