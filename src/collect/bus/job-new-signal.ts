/** A JobNew as the manager sent it. */
export interface JobNew {
  readonly jobId: number;
  readonly unit: string;
}

const FIXED_HEADER = 16;
const LITTLE_ENDIAN = 0x6c;
const BIG_ENDIAN = 0x42;
const SIGNAL = 4;
/** D-Bus specification, "Message Format": no message is longer. */
const MAX_MESSAGE_LENGTH = 128 * 1024 * 1024;
/** A JobNew holds three short strings; longer messages are skipped without being buffered. */
const MAX_KEPT_LENGTH = 64 * 1024;
/** The member of a header as it lies in the message: a string without its length, which depends on the byte order. */
const MEMBER = Buffer.from('JobNew\0');

/**
 * Finds JobNew in a raw stream of D-Bus messages (D-Bus specification, "Message Format") and skips all other messages. The function takes the bytes as
 * they arrive and returns the JobNew signals that they complete; undefined once the stream is not D-Bus.
 */
export function createJobNewReader(): (bytes: Buffer) => readonly JobNew[] | undefined {
  let kept: Buffer = Buffer.alloc(0);
  let toSkip = 0;
  return (bytes) => {
    const found: JobNew[] = [];
    const skipped = Math.min(toSkip, bytes.length);
    toSkip -= skipped;
    kept = kept.length === 0 ? bytes.subarray(skipped) : Buffer.concat([kept, bytes.subarray(skipped)]);
    while (kept.length >= FIXED_HEADER) {
      const length = messageLength(kept);
      if (length === undefined) return undefined;
      if (kept.length < length) {
        if (length <= MAX_KEPT_LENGTH) return found;
        toSkip = length - kept.length;
        kept = Buffer.alloc(0);
        return found;
      }
      const job = jobNew(kept.subarray(0, length));
      if (job !== undefined) found.push(job);
      kept = kept.subarray(length);
    }
    return found;
  };
}

function messageLength(message: Buffer): number | undefined {
  const order = message[0];
  if ((order !== LITTLE_ENDIAN && order !== BIG_ENDIAN) || message[3] !== 1) return undefined;
  const length = bodyStart(message) + word(message, 4);
  return length > MAX_MESSAGE_LENGTH ? undefined : length;
}

function bodyStart(message: Buffer): number {
  return aligned8(FIXED_HEADER + word(message, 12));
}

/** The arguments of JobNew are the job's id, its path and the unit (org.freedesktop.systemd1(5)). */
function jobNew(message: Buffer): JobNew | undefined {
  const body = bodyStart(message);
  if (message[1] !== SIGNAL || !message.subarray(FIXED_HEADER, body).includes(MEMBER) || body + 8 > message.length) return undefined;
  const path = body + 8 + word(message, body + 4) + 1;
  const length = aligned4(path);
  if (length + 4 > message.length) return undefined;
  const unit = message.toString('utf8', length + 4, length + 4 + word(message, length));
  return { jobId: word(message, body), unit };
}

function word(message: Buffer, offset: number): number {
  return message[0] === LITTLE_ENDIAN ? message.readUInt32LE(offset) : message.readUInt32BE(offset);
}

function aligned4(offset: number): number {
  return Math.ceil(offset / 4) * 4;
}

function aligned8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
