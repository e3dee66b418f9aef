import { SourceError } from '../../errors.ts';
import type { Instant } from '../../model/instant.ts';
import { now } from '../clock.ts';
import { BUS_NAME, BUS_PATH } from './connection.ts';
import { createFrameReader } from './message-frames.ts';
import { firstArguments, readHead, type MessageHead } from './message-head.ts';
import { openRawStream } from './raw-stream.ts';

/** A message between other connections, as a monitor of the bus receives it; fields that a kind of message lacks are empty or 0. */
export interface MonitoredMessage extends Pick<MessageHead, 'sender' | 'destination' | 'serial' | 'replySerial' | 'path' | 'member'> {
  readonly kind: 'call' | 'return' | 'error' | 'signal';
  /** When it was parsed. */
  readonly at: Instant;
  /** The first arguments, up to one that is neither a string nor a number. */
  readonly body: readonly (string | number)[];
  readonly expectsReply: boolean;
  /** Whether the bus may start a service for it. */
  readonly mayActivate: boolean;
}

interface MonitorStreamOptions {
  /** Those of the bus, in the order to try, as `net` takes them. */
  readonly sockets: readonly string[];
  readonly rules: readonly string[];
  readonly timeoutMs: number;
  /** Called for each message in the order of arrival. */
  readonly onMessage: (message: MonitoredMessage) => void;
  /** Called once when the bus ends it. */
  readonly onLost: () => void;
}

const KINDS: Readonly<Record<number, MonitoredMessage['kind']>> = { 1: 'call', 2: 'return', 3: 'error', 4: 'signal' };
const NO_REPLY_EXPECTED = 1;
const NO_AUTO_START = 2;
const HELLO = 1;
const BECOME_MONITOR = 2;

/**
 * Becomes a monitor of the bus; undefined when the bus refuses that. Of each message only the header and its first arguments are read, and it agrees to file
 * descriptors: dbus-broker disconnects a peer that is to receive one and does not, and logs it. Throws a SourceError when there is no bus.
 */
export async function openMonitorStream(options: MonitorStreamOptions): Promise<{ close(): void } | undefined> {
  let failure: unknown;
  for (const socket of options.sockets) {
    try {
      return await openOn(socket, options);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function openOn(socket: string, { rules, timeoutMs, onMessage, onLost }: MonitorStreamOptions): Promise<{ close(): void } | undefined> {
  return new Promise((resolve, reject) => {
    const read = createFrameReader();
    let isMonitor = false;
    const timer = setTimeout(() => lose('the bus does not answer'), timeoutMs);
    const stream = openRawStream({
      socket,
      descriptors: true,
      onOpen: () => stream.write(busCallMessage(HELLO, 'Hello', BUS_NAME)),
      onBytes: receive,
      onEnd: () => lose('the bus closed the connection'),
    });

    function lose(reason: string): void {
      clearTimeout(timer);
      stream.close();
      if (isMonitor) onLost();
      else reject(new SourceError(`cannot monitor the bus: ${reason}`));
      isMonitor = false;
    }

    function receive(bytes: Buffer): void {
      const frames = read(bytes);
      if (frames === undefined) return lose('it sent bytes that are no D-Bus message');
      for (const frame of frames) {
        const head = readHead(frame);
        if (head === undefined) continue;
        if (isMonitor) pass(frame, head);
        else answered(head);
      }
    }

    function pass(frame: Buffer, head: MessageHead): void {
      const kind = KINDS[head.type];
      if (kind === undefined) return;
      const body = firstArguments(frame, head.signature);
      const expectsReply = (head.flags & NO_REPLY_EXPECTED) === 0;
      onMessage({ ...head, kind, at: now(), body, expectsReply, mayActivate: (head.flags & NO_AUTO_START) === 0 });
    }

    function answered({ type, replySerial }: MessageHead): void {
      const isRefused = KINDS[type] === 'error';
      if (replySerial === HELLO && isRefused) return lose('it refused the connection');
      if (replySerial === HELLO) return stream.write(busCallMessage(BECOME_MONITOR, 'BecomeMonitor', `${BUS_NAME}.Monitoring`, rules));
      if (replySerial !== BECOME_MONITOR) return;
      clearTimeout(timer);
      isMonitor = !isRefused;
      if (isRefused) stream.close();
      resolve(
        isRefused
          ? undefined
          : {
              close() {
                isMonitor = false;
                stream.close();
              },
            },
      );
    }
  });
}

/** A call of the bus itself: without arguments, or with a list of strings and the flags 0, as BecomeMonitor has them. */
function busCallMessage(serial: number, member: string, iface: string, list?: readonly string[]): Buffer {
  const strings = padded((list ?? []).map((text) => stringOf(text)));
  const body = list === undefined ? Buffer.alloc(0) : padded([number(strings.length), strings, number(0)], 4);
  const fields = padded(
    [
      fieldOf(1, 'o', stringOf(BUS_PATH)),
      fieldOf(2, 's', stringOf(iface)),
      fieldOf(3, 's', stringOf(member)),
      fieldOf(6, 's', stringOf(BUS_NAME)),
      ...(list === undefined ? [] : [fieldOf(8, 'g', Buffer.from(`\x03asu\0`))]),
    ],
    8,
  );
  const begin = Buffer.concat([Buffer.from([0x6c, 1, 0, 1]), number(body.length), number(serial), number(fields.length), fields]);
  return Buffer.concat([padded([begin, Buffer.alloc(0)], 8), body]);
}

function fieldOf(code: number, type: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), value]);
}

function stringOf(text: string): Buffer {
  return Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(`${text}\0`)]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The parts, each at the next multiple of `to`. */
function padded(parts: readonly Buffer[], to: 4 | 8 = 4): Buffer {
  return parts.reduce((all, part) => Buffer.concat([all, Buffer.alloc((to - (all.length % to)) % to), part]), Buffer.alloc(0));
}
