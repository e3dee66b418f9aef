/**
 * The connection for which an instance was made, by its name: Accept=yes (instance_from_socket() in src/core/socket.c). Up to v257 the
 * name is `PREFIX@COUNTER-…`, later `PREFIX@COUNTER-COOKIE-…`, followed by `LOCAL:PORT-REMOTE:PORT` for IP and vsock, and by `PID-UID` for unix, where
 * the pid may be followed by `_` and the number of its pidfd.
 */
export interface ConnectionInstance {
  readonly socket: string;
  readonly connection:
    | { readonly family: 'inet'; readonly local: InstanceEnd; readonly remote: InstanceEnd }
    | { readonly family: 'vsock'; readonly local: InstanceEnd; readonly remote: InstanceEnd }
    | { readonly family: 'unix'; readonly pid?: number; readonly uid?: number };
  /** The part of the name that describes the connection. */
  readonly text: string;
}

/** An IP address, or for vsock a CID, and a port. */
interface InstanceEnd {
  readonly address: string;
  readonly port: number;
}

const NAME = /^([^@]+)@\d+-(.+)\.service$/;
const INET = /^(?:\d+-)?([0-9a-f:.]*[:.][0-9a-f:.]*):(\d+)-([0-9a-f:.]*[:.][0-9a-f:.]*):(\d+)$/;
const VSOCK = /^(?:\d+-)?(\d+):(\d+)-(\d+):(\d+)$/;
const UNIX = /^(?:\d+-)?(\d+)(?:_\d+)?-(\d+)$/;

/** Reads the name of a unit; undefined when it is not the name of such an instance. */
export function connectionInstance(unit: string): ConnectionInstance | undefined {
  const [, prefix = '', text = ''] = NAME.exec(unit) ?? [];
  const socket = `${prefix}.socket`;
  const vsock = VSOCK.exec(text);
  const ends = vsock ?? INET.exec(text);
  if (ends !== null) {
    const [, from = '', fromPort = '', to = '', toPort = ''] = ends;
    const local = { address: from, port: Number(fromPort) };
    const remote = { address: to, port: Number(toPort) };
    return { socket, text, connection: { family: vsock === null ? 'inet' : 'vsock', local, remote } };
  }
  const unix = UNIX.exec(text);
  if (unix !== null) return { socket, text, connection: { family: 'unix', pid: Number(unix[1]), uid: Number(unix[2]) } };
  return /^(?:\d+-)?unknown$/.test(text) ? { socket, text, connection: { family: 'unix' } } : undefined;
}
