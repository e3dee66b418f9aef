import { SourceError } from '../../errors.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';

/** The address of the bus that the manager of `scope` is on, as its clients find it (D-Bus specification, "Well-known Message Bus Instances"). */
export function busAddressOf(scope: ManagerScope, env: Readonly<Record<string, string | undefined>>): string {
  if (scope === 'system') return env['DBUS_SYSTEM_BUS_ADDRESS'] || 'unix:path=/run/dbus/system_bus_socket';
  const runtime = env['XDG_RUNTIME_DIR'];
  if (env['DBUS_SESSION_BUS_ADDRESS']) return env['DBUS_SESSION_BUS_ADDRESS'];
  if (runtime) return `unix:path=${escapeAddressValue(`${runtime}/bus`)}`;
  throw new SourceError(
    "cannot find the user's bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set",
    'run it in a login session of that user, or with XDG_RUNTIME_DIR=/run/user/UID',
  );
}

/**
 * The sockets of a D-Bus address in the order to try, as `net` takes them; an abstract socket's begins with a NUL character.
 * Throws a SourceError when the address has no unix socket.
 */
export function socketsOfAddress(address: string, env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const sockets = address.split(';').flatMap((entry) => {
    const [, transport, list] = /^([a-z]+):(.*)$/s.exec(entry.trim()) ?? [];
    if (transport !== 'unix' || list === undefined) return [];
    const values = new Map(list.split(',').map((pair) => [pair.split('=', 1)[0], unescapeAddressValue(pair.slice(pair.indexOf('=') + 1))]));
    const abstract = values.get('abstract');
    const runtime = values.get('runtime') === 'yes' && env['XDG_RUNTIME_DIR'] ? `${env['XDG_RUNTIME_DIR']}/bus` : undefined;
    const socket = values.get('path') ?? (abstract === undefined ? runtime : `\0${abstract}`);
    return socket ? [socket] : [];
  });
  if (sockets.length === 0) {
    throw new SourceError(`cannot use the bus address "${address}"`, 'give one of the form unix:path=/run/dbus/system_bus_socket');
  }
  return sockets;
}

function unescapeAddressValue(value: string): string {
  return value.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

// Characters outside [-0-9A-Za-z_/.\*] are percent-escaped in addresses.
function escapeAddressValue(value: string): string {
  return Array.from(Buffer.from(value), (byte) => {
    const char = String.fromCharCode(byte);
    return /[-0-9A-Za-z_/.\\*]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}
