import type { HostLogEvent } from '../../model/fact.ts';
import { field } from '../../model/journal-fields.ts';
import { type LogLine, isOfService, isOfSystem, runsProgram } from './client-log.ts';
import { defined } from '../../defined.ts';

const ACTIVATING = /Activating via systemd: service name='([^']*)' unit='([^']*)' requested by '([^']*)' \((.*)\)$/;

/** What dbus-daemon logs of an activation: for whom, and the connection that asked. A bus that a person runs is no system bus. */
export function decodeActivationLine(line: LogLine): HostLogEvent | undefined {
  if (field(line.fields, '_COMM') !== 'dbus-daemon' || !runsProgram(line, 'dbus-daemon')) return undefined;
  if (
    line.scope !== 'user' &&
    field(line.fields, '_UID') !== undefined &&
    !(isOfSystem(line) && isOfService(line, 'dbus.service', 'dbus-daemon.service'))
  )
    return undefined;
  const match = ACTIVATING.exec(line.text);
  if (match === null) return undefined;
  const [, busName = '', unit = '', requester = '', who = ''] = match;
  const uid = /\buid=(\d+)/.exec(who)?.[1];
  const pid = /\bpid=(\d+)/.exec(who)?.[1];
  const comm = /\bcomm="(.*?)"(?: label=|$)/.exec(who)?.[1];
  return defined({
    event: 'bus-activation',
    busName,
    unit,
    requester,
    uid: uid === undefined ? undefined : Number(uid),
    pid: pid === undefined ? undefined : Number(pid),
    comm,
  });
}
