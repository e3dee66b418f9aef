import { busNamesOf } from '../../history/bus-names.ts';
import type { History } from '../../history/history.ts';
import { compareInstants, usecBetween } from '../../model/instant.ts';
import { textProperty } from '../../model/properties.ts';
import type { Activation } from '../../model/claim.ts';

/** The units that dbus-daemon runs as: Debian's, and Fedora's. A unit `dbus.service` that is an alias of dbus-broker.service is none of them. */
const DAEMON_UNITS: readonly string[] = ['dbus.service', 'dbus-daemon.service'];

/**
 * A bus name of the unit for which a bus may have had it started without a trace: dbus-daemon logs each start, so it must be known to have been there; dbus-broker
 * logs none, and only a monitor sees who sends a message to the name.
 */
export function unseenBusName(activation: Activation, history: History): string | undefined {
  const names = busNamesOf(activation.unit.name, history);
  const [name] = names;
  if (name === undefined || wasDaemonThere(activation, history)) return undefined;
  const { order } = activation;
  const watch = order === undefined ? undefined : history.nameWatches.findLast((one) => one.order < order);
  return names.every((one) => watch?.busNames.includes(one)) ? undefined : name;
}

/** Whether dbus-daemon is known to have been running when the unit was activated. */
function wasDaemonThere({ at }: Activation, history: History): boolean {
  if (history.hostLogs.some(({ detail, at: logged }) => detail.event === 'bus-activation' && logged.bootId === at.bootId)) return true;
  return DAEMON_UNITS.map((name) => history.unit(name))
    .filter(({ name }) => DAEMON_UNITS.includes(name))
    .some(
      ({ starts, states, properties }) =>
        starts.some((start) => start.at.bootId === at.bootId && compareInstants(start.at, at) <= 0) ||
        // Of this boot alone: what was active when we asked, and since when.
        (at.bootId === history.bootId() &&
          (isActiveSince(properties?.['ActiveEnterTimestamp'], textProperty(properties ?? {}, 'ActiveState'), at.realtimeUsec) ||
            states.some((state) => state.activeState === 'active' && usecBetween(state.at, at) >= 0n))),
    );
}

function isActiveSince(since: unknown, state: string | undefined, usec: bigint): boolean {
  return state === 'active' && typeof since === 'string' && /^[1-9]\d*$/.test(since) && BigInt(since) <= usec;
}
