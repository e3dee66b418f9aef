import { compareInstants, follows, within, type Instant } from '../../model/instant.ts';
import type { BusRequest, BusRequester, ClientCall, HostLog } from '../../model/fact.ts';
import { busNamesOf } from '../../history/bus-names.ts';
import type { History } from '../../history/history.ts';
import type { Activation } from '../../model/claim.ts';

/** The comm of dbus-broker-launch, of which the kernel keeps 15 bytes. */
const LAUNCHER = 'dbus-broker-lau';
const LAUNCHER_UNIT = /^dbus(?:-broker)?\.service$/;

/** Whether dbus-broker made the call: it has no other way to start the service of a bus name (src/launch/service.c there), where dbus-daemon sends a signal and logs it. */
export function isCallOfLauncher({ member, process }: ClientCall): boolean {
  return member === 'StartUnit' && process?.comm === LAUNCHER && LAUNCHER_UNIT.test(process.unit ?? '');
}

/** The manager's reply comes with the announcement of the job. */
const REPLY_USEC = 2_000_000n;

/** The call of dbus-broker that made this job. */
export function launcherCall({ job }: Activation, { clientCalls }: History): ClientCall | undefined {
  const queued = job?.queued;
  if (job === undefined || queued?.known !== 'heard') return undefined;
  return clientCalls.find(
    (call) =>
      call.job === job.id && call.at.bootId === queued.at.bootId && within(queued.at, call.at, REPLY_USEC) && isCallOfLauncher(call),
  );
}

/** From the message to the job: dbus-broker loads the unit and hears its state in between. */
const REQUEST_USEC = 5_000_000n;
const READ_LATE_USEC = 20_000n;

/**
 * The message for which dbus-broker called: the first to one of the unit's names since the unit's last job was over. Messages that come while the service is being
 * started wait and start nothing.
 */
export function requestBefore(activation: Activation, history: History): BusRequest | BusRequester | undefined {
  const { unit, job } = activation;
  const queued = job?.queued;
  if (queued === undefined) return undefined;
  const names = busNamesOf(unit.name, history);
  const ended = unit.jobs.flatMap(({ removed }) =>
    removed !== undefined && removed.result !== 'canceled' && removed.order < queued.order ? [removed.at] : [],
  );
  const since = ended.reduce<Instant | undefined>(
    (last, at) => (last === undefined || compareInstants(at, last) > 0 ? at : last),
    undefined,
  );
  return history.busRequests.find(
    ({ busName, at }) =>
      names.includes(busName) &&
      follows(queued.at, at, REQUEST_USEC, READ_LATE_USEC) &&
      (since === undefined || compareInstants(at, since) > 0),
  );
}

/** dbus-daemon logs when it hands the start over to systemd, which may be a while after the message where the configuration is read again. */
const LOGGED_USEC = 10_000_000n;

/** The message that dbus-daemon's line is about. */
export function requestOf({ detail, at }: HostLog<'bus-activation'>, history: History): BusRequest | BusRequester | undefined {
  return history.busRequests.findLast(
    (one) =>
      one.busName === detail.busName &&
      one.sender === detail.requester &&
      one.at.bootId === at.bootId &&
      within(one.at, at, LOGGED_USEC) &&
      (one.process === undefined || detail.pid === undefined || one.process.pid === detail.pid),
  );
}
