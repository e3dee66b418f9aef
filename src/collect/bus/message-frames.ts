const FIXED_HEADER = 16;
const LITTLE_ENDIAN = 0x6c;
const BIG_ENDIAN = 0x42;
/** D-Bus specification, "Message Format": no message is longer. */
const MAX_MESSAGE_LENGTH = 128 * 1024 * 1024;
/** Of a longer message only this much is buffered and given: its header, and the first arguments. */
const MAX_KEPT_LENGTH = 64 * 1024;

/**
 * Cuts a raw stream of D-Bus messages (D-Bus specification, "Message Format") into messages. The function takes the bytes as they arrive and returns
 * the messages that they complete, each at most 64 KiB of it; undefined once the stream is not D-Bus.
 */
export function createFrameReader(): (bytes: Buffer) => readonly Buffer[] | undefined {
  let kept: Buffer = Buffer.alloc(0);
  let toSkip = 0;
  return (bytes) => {
    const found: Buffer[] = [];
    const skipped = Math.min(toSkip, bytes.length);
    toSkip -= skipped;
    kept = kept.length === 0 ? bytes.subarray(skipped) : Buffer.concat([kept, bytes.subarray(skipped)]);
    while (kept.length >= FIXED_HEADER) {
      const length = lengthOf(kept);
      if (length === undefined) return undefined;
      const needed = Math.min(length, MAX_KEPT_LENGTH);
      if (kept.length < needed) return found;
      found.push(kept.subarray(0, needed));
      toSkip = Math.max(0, length - kept.length);
      kept = kept.subarray(Math.min(length, kept.length));
    }
    return found;
  };
}

function lengthOf(message: Buffer): number | undefined {
  const order = message[0];
  if ((order !== LITTLE_ENDIAN && order !== BIG_ENDIAN) || message[3] !== 1) return undefined;
  const length = bodyStart(message) + word(message, 4);
  return length > MAX_MESSAGE_LENGTH ? undefined : length;
}

/** Where the body of a message begins. */
export function bodyStart(message: Buffer): number {
  return aligned(FIXED_HEADER + word(message, 12), 8);
}

/** A number of 32 bits in the message's own byte order. */
export function word(message: Buffer, offset: number): number {
  return message[0] === LITTLE_ENDIAN ? message.readUInt32LE(offset) : message.readUInt32BE(offset);
}

/** The next multiple of `to`. */
export function aligned(offset: number, to: 4 | 8): number {
  return Math.ceil(offset / to) * to;
}
