import type { Socket } from 'node:net';
import { aligned, word } from '../message-frames.ts';
import { readHead } from '../message-head.ts';

/** A longer message is read only from those who are known. */
const LONGEST_OF_STRANGERS = 16 * 1024;
/** No message that is of use has so long a header. */
const LONGEST_FIELDS = 64 * 1024;
const FIXED_HEADER = 16;
const METHOD_RETURN = 2;
const ERROR = 3;

type Read = (size?: number) => Buffer | null;

/**
 * Keeps a long message of a stranger from whoever parses the stream: any user may send a signal of 128 MiB to any connection, which no match rule prevents, and parsed it takes many times that. It is to be called
 * when the handshake is over, and the parser is to read as dbus-next does: the first 16 bytes of a message, then all of the rest. What is left out is never in memory as a whole. Replies pass, as the bus lets nobody
 * reply who was not asked.
 */
export function refuseLarge(stream: Socket, isKnown: (sender: string) => boolean): void {
  const read: Read = stream.read.bind(stream);
  let head: Buffer | undefined;
  /** The header's fields of a message that may pass, and was looked at already. */
  let fields: Buffer | undefined;
  let isBody = false;
  let toSkip = 0;

  /** The head of the next message that may pass; null until there is more to read. */
  const nextHead = (): Buffer | null => {
    for (;;) {
      while (toSkip > 0) {
        // Asking for more than there is would let the stream buffer as much.
        const skipped = read(Math.min(toSkip, Math.max(1, stream.readableLength)));
        if (skipped === null) return null;
        toSkip -= skipped.length;
      }
      head ??= read(FIXED_HEADER) ?? undefined;
      if (head === undefined) return null;
      const own = head;
      const fieldsLength = word(own, 12);
      const length = aligned(fieldsLength, 8) + word(own, 4);
      if (length > LONGEST_OF_STRANGERS) {
        if (fieldsLength > LONGEST_FIELDS) {
          head = undefined;
          toSkip = length;
          continue;
        }
        const its = fieldsLength === 0 ? Buffer.alloc(0) : read(aligned(fieldsLength, 8));
        if (its === null) return null;
        head = undefined;
        const { type = 0, sender = '' } = readHead(Buffer.concat([own, its])) ?? {};
        if (type !== METHOD_RETURN && type !== ERROR && !isKnown(sender)) {
          toSkip = length - its.length;
          continue;
        }
        fields = its;
      }
      head = undefined;
      isBody = true;
      return own;
    }
  };

  const rest = (size: number): Buffer | null => {
    const before = fields ?? Buffer.alloc(0);
    const after = size > before.length ? read(size - before.length) : Buffer.alloc(0);
    if (after === null) return null;
    fields = undefined;
    isBody = false;
    return before.length === 0 ? after : Buffer.concat([before, after]);
  };

  stream.read = (size = 0): Buffer | null => {
    if (isBody) return rest(size);
    return size === FIXED_HEADER ? nextHead() : read(size);
  };
}
