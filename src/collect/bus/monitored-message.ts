import type { Message } from 'dbus-next';
import type { Instant } from '../../model/instant.ts';

/** A method call between two other connections, its reply or its error, as a monitor of the bus receives it; fields that a kind of message lacks are empty or 0. */
export interface MonitoredMessage {
  readonly kind: 'call' | 'return' | 'error';
  /** When it was parsed. */
  readonly at: Instant;
  readonly sender: string;
  readonly destination: string;
  readonly serial: number;
  readonly replySerial: number;
  readonly path: string;
  readonly member: string;
  readonly body: readonly unknown[];
  readonly expectsReply: boolean;
}

const METHOD_CALL = 1;
const METHOD_RETURN = 2;
const NO_REPLY_EXPECTED = 1;

/** Whether a message that came on the connection `name` is a call, or an answer to another connection's call. */
export function isBetweenOthers({ type, destination }: Message, name: string | null): boolean {
  return type === METHOD_CALL || ((destination as string | undefined)?.startsWith(':') === true && destination !== name);
}

/** Converts a message of dbus-next. */
export function monitoredMessage(message: Message, at: Instant): MonitoredMessage {
  const { sender, destination, serial, replySerial, path, member, flags, body } = message as Partial<Message>;
  return {
    kind: kindOf(message.type),
    at,
    sender: sender ?? '',
    destination: destination ?? '',
    serial: serial ?? 0,
    replySerial: Number(replySerial ?? 0),
    path: path ?? '',
    member: member ?? '',
    body: body ?? [],
    expectsReply: ((flags ?? 0) & NO_REPLY_EXPECTED) === 0,
  };
}

function kindOf(type: number): MonitoredMessage['kind'] {
  if (type === METHOD_CALL) return 'call';
  return type === METHOD_RETURN ? 'return' : 'error';
}
